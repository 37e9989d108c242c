import Foundation
public import Tensors

/// f(x, z) = Embed(x)ᵀ Embed(z), and p(z|x), its softmax over the candidates (paper §3.2).
///
/// The softmax runs over the candidates only, of which the null document is one; the rest of the corpus is taken to
/// have probability 0 (paper §3.3).
public struct RelevanceScores {
    /// f of each query and candidate, `[queries, candidates]`; −∞ where a query has fewer candidates.
    public let scores: Tensor

    /// - Parameters:
    ///   - queries: Embed(x), `[queries, width]`.
    ///   - documents: Embed(z) of each candidate that is there, `[documents, width]`.
    ///   - candidates: for each query, the rows of `documents` that are its candidates; none may be empty.
    ///   - nullOffset: a learned number added to the score of candidate 0, the null document; `[1]`.
    /// - Throws: `TensorError` when a query has no candidates, or one that is not a document.
    public init(
        queries: Tensor, documents: Tensor, candidates: [[Int]], nullOffset: Tensor? = nil
    ) throws(TensorError) {
        if let query = candidates.firstIndex(where: \.isEmpty) {
            throw TensorError(
                operation: "relevance scores",
                reason: "query \(query) has no candidates; the null document is always one")
        }
        let count = candidates.count
        let width = candidates.map(\.count).max() ?? 0
        var rows: [Int64] = []
        var missing: [Float] = []
        for row in candidates {
            rows += row.map(Int64.init) + Array(repeating: 0, count: width - row.count)
            missing += Array(repeating: 0, count: row.count) + Array(repeating: 1, count: width - row.count)
        }
        let size = queries.shape[1]
        let gathered = try documents.rows(Tensor(integers: rows, shape: [rows.count])).reshaped([count, width, size])
        var scores = try gathered.matmul(queries.reshaped([count, size, 1])).reshaped([count, width])
        if let nullOffset {
            let first = try Tensor((0..<width).map { $0 == 0 ? 1 : 0 }, shape: [1, width])
            scores = try scores + first * nullOffset
        }
        if missing.contains(1) {
            scores = try scores.masked(where: Tensor(missing, shape: [count, width]), with: -.infinity)
        }
        self.scores = scores
    }

    public init(scores: Tensor) { self.scores = scores }

    /// log p(z|x), `[queries, candidates]`.
    public func logProbabilities() throws(TensorError) -> Tensor { try scores.logSoftmax(axis: 1) }

    /// p(z|x) of one query's candidates from plain numbers, their scores f(x, z): for reports, not for gradients.
    public static func probabilities(of scores: [Double]) -> [Double] {
        let total = RetrievalUtility.logSumExp(scores)
        return scores.map { exp($0 - total) }
    }
}
