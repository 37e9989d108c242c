import Foundation
public import Tensors

/// A learned number added to f(x, ∅), the null document's score, so that it can be found without an embedding's help.
///
/// The paper scores ∅ like any document; `pretrain.nullOffset` turns this on. A small retriever scores ∅ so far below every
/// passage that without it the null document plays no part in p(z|x).
public struct NullOffset: Module {
    /// `[1]`; called a bias so that weight decay leaves it alone.
    public let bias: Tensor

    public init(startingAt value: Double) throws(TensorError) {
        bias = try Tensor([Float(value)], shape: [1]).requiringGradient()
    }

    init(bias: Tensor) { self.bias = bias }

    public var parameters: [(name: String, tensor: Tensor)] { [("bias", bias)] }

    /// The offset with which the null document has a given share of p(z|x), on average over queries.
    /// - Parameters:
    ///   - scores: f(x, z) of each query's candidates, the null document first; −∞ for one that is not there. Queries without
    ///     a passage do not count.
    ///   - share: between 0 and 1.
    /// - Returns: 0 when no query has a passage.
    package static func balancing(_ scores: [[Double]], share: Double) -> Double {
        let gaps = scores.compactMap { row -> Double? in
            let documents = row.dropFirst().filter { $0 > -.infinity }
            guard let greatest = documents.max() else { return nil }
            return greatest + log(documents.reduce(0) { $0 + exp($1 - greatest) }) - row[0]
        }
        guard var low = gaps.min(), var high = gaps.max() else { return 0 }
        // p(∅|x) = 1 / (1 + exp(gap − offset)), which grows with the offset: at the ends all queries have less, or more.
        let odds = log(share / (1 - share))
        (low, high) = (low + odds, high + odds)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let mean = gaps.reduce(0) { $0 + 1 / (1 + exp($1 - middle)) } / Double(gaps.count)
            if mean < share { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
