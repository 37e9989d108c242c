public import Evaluation
public import Learning

/// Recall@k of a retriever over questions: how often a right passage is among the first k.
///
/// A passage is right when it holds an answer of the question (paper §4, "recall@k"); for a question without answers, when
/// it is of a gold document. Judged by pages, a title is right when it is one of the question's, or a gold document's.
public struct RetrievalEvaluation {
    /// What is counted as found.
    public enum Unit: Sendable {
        case passage
        case page
    }

    /// What came of it, question by question.
    public struct Outcome: Sendable {
        /// The blocks found for each question, best first; none for a question that is empty.
        public let ranked: [[Int]]
        public let scores: RetrievalScores
        /// Questions that are longer than the retriever reads, of which the end was left unread.
        public let cut: Int
    }

    private let answerer: Answerer
    private let questions: [Question]
    private let source: FinetuneSettings.PassageSource
    private let unit: Unit
    /// How many passages are looked at for each question; a page may have several of them.
    private let depth: Int

    /// Questions that are embedded and searched for in one go.
    static let batch = 32

    /// - Parameters:
    ///   - source: which search finds the passages; the answerer's own choice when nil.
    ///   - depth: the longest list that recall is asked of.
    public init(
        _ answerer: Answerer, questions: [Question], from source: FinetuneSettings.PassageSource? = nil,
        unit: Unit = .passage, depth: Int = 20
    ) {
        self.answerer = answerer
        self.questions = questions
        self.source = source ?? answerer.defaultSource
        self.unit = unit
        self.depth = unit == .page ? 5 * depth : depth
    }

    /// Searches for every question and judges what was found.
    public func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Outcome {
        var ranked: [[Int]] = []
        for start in stride(from: 0, to: questions.count, by: Self.batch) {
            let batch = questions[start..<min(questions.count, start + Self.batch)]
            ranked += try answerer.blocks(for: batch.map(\.text), count: depth, from: source)
            progress(ranked.count, questions.count)
        }
        let judgement = RelevanceJudgement(answerer.store)
        let scores =
            switch unit {
            case .passage: judgement.passages(ranked, for: questions)
            case .page: judgement.pages(ranked, for: questions)
            }
        return Outcome(
            ranked: ranked, scores: scores,
            cut: answerer.cutCount(of: questions.map(\.text), from: source, isRead: false))
    }
}
