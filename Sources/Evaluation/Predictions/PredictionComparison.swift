/// What changed from one system's predictions to another's on the same questions.
public struct PredictionComparison: Sendable, Equatable {
    /// One measure of both systems.
    public struct Measure: Sendable, Equatable {
        /// The first system's mean.
        public let before: Double
        /// The second system's mean.
        public let after: Double
        /// After minus before, with its bootstrap interval and the p value of approximate randomisation.
        public let difference: PairedDifference
        /// The questions that rose and fell; of exact match, McNemar's exact test.
        public let signs: SignTest

        init(_ before: [Double], _ after: [Double], resamples: Int, seed: UInt64) {
            self.before = SampleMean.moments(before).mean
            self.after = SampleMean.moments(after).mean
            difference = PairedDifference(before: before, after: after, resamples: resamples, seed: seed)
            signs = SignTest(before: before, after: after)
        }
    }

    /// How many questions both answer.
    public let count: Int
    /// Exact match.
    public let exactMatch: Measure
    /// F1 of words.
    public let f1: Measure

    /// - Parameters:
    ///   - references: score the predictions by these; nil takes the scores that stand in the files.
    ///   - resamples: how often questions are drawn anew, and systems exchanged.
    /// - Throws: `PredictionProblem` when the files hold different questions or cannot be scored.
    public init(
        _ before: PredictionFile, _ after: PredictionFile, references: [Question]? = nil, resamples: Int = 10_000,
        seed: UInt64 = 1
    ) throws(PredictionProblem) {
        let missing = before.predictions.filter { after.places[QuestionKey($0.question)] == nil }
        let added = after.predictions.filter { before.places[QuestionKey($0.question)] == nil }
        if let first = missing.first ?? added.first {
            throw .otherQuestions(
                before: before.path, after: after.path, onlyBefore: missing.count, onlyAfter: added.count,
                first: first.question)
        }
        let byKey = references.map { questions in
            Dictionary(questions.map { (QuestionKey($0.text), $0) }, uniquingKeysWith: { first, _ in first })
        }
        let old = try before.scores(references: byKey)
        let scored = try after.scores(references: byKey)
        let new = before.predictions.compactMap { after.places[QuestionKey($0.question)] }.map { scored[$0] }
        count = old.count
        exactMatch = Measure(old.map(\.exactMatch), new.map(\.exactMatch), resamples: resamples, seed: seed)
        f1 = Measure(old.map(\.f1), new.map(\.f1), resamples: resamples, seed: seed)
    }
}
