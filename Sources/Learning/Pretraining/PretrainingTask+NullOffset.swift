import Masking
import Randomness
import Realm
import Tensors

/// Where the null document's offset starts.
extension PretrainingTask {
    /// How much of p(z|x) the null document has in the beginning, where its offset is not given.
    private static let nullShare = 0.1

    /// Starts the null document's offset where the first queries say; a run that goes on has it in its checkpoint.
    func balanceNullOffset(_ first: IndexSnapshot) throws {
        guard let nullOffset, configuration.pretrain.nullOffset == .auto else { return }
        var random = SeededGenerator(seed: configuration.engine.seed ^ 0x4E55_4C4C, stream: 0)
        let drawn = try queries.draw(4 * configuration.pretrain.batch, using: &random)
        guard !drawn.isEmpty else { return }
        let scores = try Engine.withoutGradient {
            try objective.relevance(drawn, lookup(first).candidates(for: drawn), dropout: false).scores.scores
        }
        let width = scores.shape[1]
        let values = try scores.floats().map(Double.init)
        let rows = drawn.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
        let start = NullOffset.balancing(rows, share: Self.nullShare)
        try Engine.withoutGradient { try nullOffset.bias.assign(from: Tensor([Float(start)], shape: [1])) }
        report("the null document's score is raised by \(Float(start)), which gives it a tenth of p(z|x)")
    }
}
