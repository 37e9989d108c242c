import Evaluation

/// What the demonstration's data hold.
public struct DemoDataReport: Codable, Equatable, Sendable {
    /// Passages by source: `vital`, `boolq`, `squad`.
    public let passages: [String: Int]
    /// Questions by source: `nq`, `trivia`, `webq`, `curated`, `squad`, `effqa`; those held out are among them.
    public let questions: [String: QuestionCounts]
    /// BoolQ's questions by split.
    public let boolQ: [String: Int]
    /// FEVER's claims about pages of the corpus.
    public let feverClaims: Int
    /// The passages of the slice.
    public let slicePassages: Int
    /// Its questions, of all sources and tiers with a passage, without those held out.
    public let sliceQuestions: Int
    /// Its questions of BoolQ, without those held out.
    public let sliceBoolQ: Int

    /// Questions of one source.
    public struct QuestionCounts: Codable, Equatable, Sendable {
        /// All of them, each once.
        public let distinct: Int
        /// Those of tier 1, by split.
        public let tier1: [String: Int]
        /// Those of tier 2, by split.
        public let tier2: [String: Int]
        /// Those whose answer occurs only in passages that BM25 does not find.
        public let tier3: Int
    }
}

extension DemoDataReport {
    init(
        _ passages: [Passage], _ questions: [TieredQuestion], _ boolQ: [BoolQQuestion], _ fever: [FeverClaim],
        _ slice: Slice
    ) {
        self.passages = Self.counts(passages.map(\.source.rawValue))
        self.questions = Dictionary(grouping: questions, by: \.source).mapValues { questions in
            QuestionCounts(
                distinct: questions.count,
                tier1: Self.counts(questions.filter { $0.tier == 1 }.map(\.split.rawValue)),
                tier2: Self.counts(questions.filter { $0.tier == 2 }.map(\.split.rawValue)),
                tier3: questions.count { $0.tier == 3 })
        }
        self.boolQ = Self.counts(boolQ.map(\.split.rawValue))
        feverClaims = fever.count
        slicePassages = slice.passages.count
        sliceQuestions = slice.questions.count { $0.split != .heldout }
        sliceBoolQ = slice.boolQ.count { $0.split != .heldout }
    }

    private static func counts(_ names: [String]) -> [String: Int] {
        Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    }
}
