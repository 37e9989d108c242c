public import Tensors

/// The inverse cloze task: given a sentence, which block was it taken from? (Lee et al. 2019; REALM's warm start, §3.4.)
///
/// L = −mean_i log softmax_j f(q_i, b_j)[i]: the other blocks of the batch are the wrong answers.
public enum InverseClozeLoss {
    /// - Parameters:
    ///   - sentences: Embed(q), `[pairs, width]`.
    ///   - blocks: Embed(b), in the same order; those behind the last pair are wrong answers only,
    ///     `[pairs or more, width]`.
    /// - Returns: the loss, a scalar, and the scores `[pairs, blocks]`.
    /// - Throws: `TensorError` when there are no pairs, or fewer blocks than sentences.
    public static func loss(
        sentences: Tensor, blocks: Tensor
    ) throws(TensorError) -> (loss: Tensor, scores: Tensor) {
        let count = sentences.shape[0]
        guard count > 0 else { throw TensorError(operation: "inverse cloze loss", reason: "the batch has no pairs") }
        guard blocks.shape.dropFirst() == sentences.shape.dropFirst(), blocks.shape[0] >= count else {
            throw TensorError(
                operation: "inverse cloze loss",
                reason: "sentences have shape \(sentences.shape) and blocks \(blocks.shape); expected the same width, "
                    + "and at least as many blocks")
        }
        let scores = try sentences.matmul(blocks.transposed(0, 1))
        let own = try Tensor(integers: (0..<Int64(count)).map { $0 }, shape: [count])
        return (try scores.crossEntropy(targets: own).mean(), scores)
    }
}
