import Bert
import Foundation
import Learning
import Randomness
import Realm
import Tensors

/// How fast this machine is: the seconds of one training step of the usual size on one thread.
enum StepRate {
    /// Measures a step of the inverse cloze task on made-up tokens, with the start weights' own sizes.
    /// - Returns: seconds, the best of a few.
    static func inverseClozeSeconds(models: URL) throws -> Double {
        let start = try StartWeights(folder: models.appending(path: "tiny-bert"))
        let embedder = try Embedder(
            EmbedderConfiguration(bert: start.configuration, pooling: .cls), tower: start.tower)
        let threads = Engine.threads
        try Engine.setThreads(1)
        defer { try? Engine.setThreads(threads) }
        var random = SeededGenerator(seed: 1)
        func batch(of length: Int) -> PackedSequences {
            PackedSequences(
                (0..<96).map { _ in
                    TokenSequence(
                        ids: (0..<length).map { _ in Int32.random(in: 1000..<20_000, using: &random) },
                        types: Array(repeating: 0, count: length))
                })
        }
        let sentences = batch(of: 25)
        let blocks = batch(of: 70)
        var best = Double.infinity
        for _ in 0..<4 {
            let started = ContinuousClock.now
            try InverseClozeLoss.loss(
                sentences: embedder(sentences, as: .query), blocks: embedder(blocks, as: .document)
            ).loss.backward()
            best = min(best, (ContinuousClock.now - started) / .seconds(1))
        }
        return best
    }
}
