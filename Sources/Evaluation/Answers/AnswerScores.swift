/// Exact match and F1 of a system's answers over a whole question set, each question kept for paired comparisons.
public struct AnswerScores: Equatable, Sendable {
    /// The score of each question, in the order of the questions.
    public let scores: [AnswerScore]

    /// Scores predictions that stand in the order of the questions; nil where there is none.
    public init(_ predictions: [String?], of questions: [Question]) {
        precondition(predictions.count == questions.count, "one prediction a question")
        scores = zip(predictions, questions).map { prediction, question in
            AnswerScore(
                prediction, references: question.answers, isRegularExpression: question.isRegularExpression)
        }
    }

    /// Joins predictions by question; a question without one counts as wrong.
    public init(_ predictions: [QuestionKey: String], of questions: [Question]) {
        self.init(questions.map { predictions[QuestionKey($0.text)] }, of: questions)
    }

    /// The exact match of each question, 0 or 1.
    public var exactMatches: [Double] { scores.map(\.exactMatch) }
    /// The F1 of each question.
    public var f1s: [Double] { scores.map(\.f1) }

    /// The share of questions answered exactly, with its interval.
    public func exactMatch(seed: UInt64 = 1) -> SampleMean { SampleMean(exactMatches, seed: seed) }
    /// The mean F1, with its interval.
    public func f1(seed: UInt64 = 1) -> SampleMean { SampleMean(f1s, seed: seed) }
}
