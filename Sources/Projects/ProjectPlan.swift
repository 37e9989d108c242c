/// How long each stage trains on a folder of documents, by how much there is to learn from.
struct ProjectPlan: Codable, Equatable {
    var reading: Int
    var pretrain: Int
    var refreshEvery: Int
    var cloze: Int

    /// A few passes over a small folder, and a fixed amount for a large one, whose blocks are then drawn from.
    init(blocks: Int) {
        reading = min(1600, max(60, 4 * blocks))
        pretrain = min(240, max(24, blocks / 2))
        refreshEvery = max(8, pretrain / 3)
        cloze = min(300, max(40, blocks))
    }
}
