public import Tensors

/// p(y|x) over the spans of all read passages, and its negative logarithm as a loss (paper §3.2, fine-tuning).
///
/// p(y|z,x) ∝ Σ_{s ∈ S(z,y)} exp(MLP(h_start(s), h_end(s))): all spans that match the answer count, and one softmax
/// runs over the spans of all passages of a question.
public enum AnswerLikelihood {
    /// lse over all spans − lse over the answer's, summed over the questions that have an answer span.
    /// - Parameters:
    ///   - logits: one number a span, `[spans]`.
    ///   - questions: each question's spans.
    ///   - correct: for each question, which of all spans are its answer; may be empty.
    /// - Returns: the sum of the losses, a scalar, or nil when no question has an answer span; and how many had one.
    public static func readerLoss(
        logits: Tensor, questions: [Range<Int>], correct: [[Int]]
    ) throws(TensorError) -> (loss: Tensor, answerable: Int)? {
        var total: Tensor?
        var answerable = 0
        for (spans, answers) in zip(questions, correct) where !answers.isEmpty {
            let own = try logits.narrowed(axis: 0, start: spans.lowerBound, length: spans.count)
            let right = try own.rows(
                Tensor(integers: answers.map { Int64($0 - spans.lowerBound) }, shape: [answers.count]))
            let loss = try own.logSumExp(axis: 0) - right.logSumExp(axis: 0)
            total = try total.map { sum throws(TensorError) in try sum + loss } ?? loss
            answerable += 1
        }
        return total.map { ($0, answerable) }
    }

    /// The retriever's own loss: lse over all candidates − lse over those that hold an answer.
    /// - Parameters:
    ///   - scores: f(x, z) of one question's candidates, `[candidates]`.
    ///   - correct: which of them hold an answer; must not be empty.
    public static func retrieverLoss(scores: Tensor, correct: [Int]) throws(TensorError) -> Tensor {
        let right = try scores.rows(Tensor(integers: correct.map(Int64.init), shape: [correct.count]))
        return try scores.logSumExp(axis: 0) - right.logSumExp(axis: 0)
    }
}
