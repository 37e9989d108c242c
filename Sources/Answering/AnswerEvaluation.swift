public import Evaluation
public import Learning

/// Exact match and F1 of the answers to questions, and recall of the passages they were read from.
public struct AnswerEvaluation {
    /// What came of it, question by question.
    public struct Outcome: Sendable {
        public let questions: [Question]
        /// The best answer to each question; nil where nothing was found to read.
        public let answers: [Response.Answer?]
        /// Exact match and F1 of the answers.
        public let scores: AnswerScores
        /// Recall of passages as they are read, a block with its neighbours; more are looked at than are read.
        public let retrieval: RetrievalScores
        /// Questions that are longer than the model reads, of which the end was left unread.
        public let cut: Int
    }

    private let answerer: Answerer
    private let questions: [Question]
    private let source: FinetuneSettings.PassageSource
    private let passages: Int?

    /// Questions that are searched and read for together: more would need more memory and gain nothing.
    private static let batch = 8

    /// How many passages recall is asked of.
    private static let ranking = 20

    /// - Parameters:
    ///   - questions: those without an answer count as wrong.
    ///   - passages: how many passages are read for each; the run's own number when nil.
    public init(
        _ answerer: Answerer, questions: [Question], from source: FinetuneSettings.PassageSource? = nil,
        passages: Int? = nil
    ) {
        self.answerer = answerer
        self.questions = questions
        self.source = source ?? answerer.defaultSource
        self.passages = passages
    }

    /// Answers every question and scores the answers.
    public func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Outcome {
        var answers: [Response.Answer?] = []
        var ranked: [[PassageContext]] = []
        for start in stride(from: 0, to: questions.count, by: Self.batch) {
            let asked = questions[start..<min(questions.count, start + Self.batch)]
                .map { answerer.oneOfMany($0.text) }
            let found = try answerer.find(
                asked.compactMap { $0 }, passages: passages, from: source, ranking: Self.ranking)
            var next = zip(try answerer.read(found, count: 1), found.ranked).makeIterator()
            for question in asked {
                let outcome = question == nil ? nil : next.next()
                answers.append(outcome?.0.first)
                ranked.append(outcome?.1 ?? [])
            }
            progress(answers.count, questions.count)
        }
        return Outcome(
            questions: questions, answers: answers,
            scores: AnswerScores(answers.map { $0?.text }, of: questions),
            retrieval: RelevanceJudgement(answerer.store).contexts(ranked, for: questions),
            cut: answerer.cutCount(of: questions.map(\.text), from: source, isRead: true))
    }
}
