public import Tensors

/// p(y|x) over the spans of all read passages, and its negative logarithm as a loss (paper §3.2, fine-tuning).
///
/// p(y|z,x) ∝ Σ_{s ∈ S(z,y)} exp(MLP(h_start(s), h_end(s))): all spans that match the answer count. One softmax runs over the
/// spans of all passages of a question, of what is either, as in the released code, the spans' scores with f(x, z) added,
/// or, as in the paper, log p(s|z,x) with f(x, z) added: then the softmax is Σ_z p(z|x) p(s|z,x).
public enum AnswerLikelihood {
    /// log p(s|z,x) of each span among those of its own passage, `[spans]`.
    /// - Parameters:
    ///   - scores: one number a span, `[spans]`.
    ///   - passages: the spans of each passage, one after the other; some may have none.
    public static func logProbabilities(
        of scores: Tensor, passages: [Range<Int>]
    ) throws(TensorError) -> Tensor {
        var parts: [Tensor] = []
        for spans in passages where !spans.isEmpty {
            parts.append(
                try scores.narrowed(axis: 0, start: spans.lowerBound, length: spans.count).logSoftmax(axis: 0))
        }
        return parts.isEmpty ? scores : try Tensor.concatenated(parts, axis: 0)
    }

    /// lse over all spans − lse over the answer's, summed over the questions that have an answer span.
    /// - Parameters:
    ///   - logits: one number a span, `[spans]`.
    ///   - questions: each question's spans.
    ///   - correct: for each question, which of all spans are its answer; may be empty, and a span that matches several
    ///     answers counts once.
    /// - Returns: the sum of the losses, a scalar, or nil when no question has an answer span; and how many had one.
    public static func readerLoss(
        logits: Tensor, questions: [Range<Int>], correct: [[Int]]
    ) throws(TensorError) -> (loss: Tensor, answerable: Int)? {
        precondition(questions.count == correct.count, "each question needs its set of correct spans")
        var total: Tensor?
        var answerable = 0
        for (spans, answers) in zip(questions, correct) where !answers.isEmpty {
            let own = try logits.narrowed(axis: 0, start: spans.lowerBound, length: spans.count)
            let loss = try lossOfChoosing(answers.map { $0 - spans.lowerBound }, among: own)
            total = try total.map { sum throws(TensorError) in try sum + loss } ?? loss
            answerable += 1
        }
        return total.map { ($0, answerable) }
    }

    /// The retriever's own loss: lse over all candidates − lse over those that hold an answer.
    /// - Parameters:
    ///   - scores: f(x, z) of one question's candidates, `[candidates]`.
    ///   - correct: which of them hold an answer.
    /// - Throws: `TensorError` when none does, for then there is nothing to learn, or when one is not a candidate.
    public static func retrieverLoss(scores: Tensor, correct: [Int]) throws(TensorError) -> Tensor {
        guard !correct.isEmpty else {
            throw TensorError(
                operation: "retrieverLoss", reason: "none of the candidates is correct; leave the loss out")
        }
        return try lossOfChoosing(correct, among: scores)
    }

    /// lse over all − lse over the right ones, each counted once.
    private static func lossOfChoosing(_ right: [Int], among scores: Tensor) throws(TensorError) -> Tensor {
        let indices = Set(right).sorted().map(Int64.init)
        let rightScores = try scores.rows(Tensor(integers: indices, shape: [indices.count]))
        return try scores.logSumExp(axis: 0) - rightScores.logSumExp(axis: 0)
    }
}
