/// How long each stage trains on a folder of documents, by how much there is to learn from.
package struct ProjectPlan: Codable, Equatable {
    package var reading: Int
    package var pretrain: Int
    package var refreshEvery: Int
    package var cloze: Int

    /// A few passes over a small folder, and a fixed amount for a large one, whose blocks are then drawn from.
    package init(blocks: Int) {
        reading = min(1600, max(60, 4 * blocks))
        pretrain = min(240, max(24, blocks / 2))
        // MiniLM embeds some sixty blocks a second on two cores. Where one index takes longer than the training between two,
        // the refresher would only take the trainer's processor; the index is always rebuilt at the end.
        let indexes = min(3, max(1, 30_000 / max(1, blocks)))
        refreshEvery = max(8, pretrain / indexes)
        cloze = min(300, max(40, blocks))
    }

    /// How many times the blocks are embedded, the index before the training included.
    package var indexes: Int { 1 + (pretrain + refreshEvery - 1) / refreshEvery }
}
