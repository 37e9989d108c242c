import Evaluation

/// Recall at 1, 5 and 20 with 95 % intervals.
struct RecallFigures {
    private let means: [(k: Int, mean: SampleMean)]

    init(_ scores: RetrievalScores) {
        means = [1, 5, 20].map { ($0, scores.recall(at: $0)) }
    }

    /// By k, as JSON has it.
    var shares: [String: Double] {
        Dictionary(uniqueKeysWithValues: means.map { (String($0.k), $0.mean.mean) })
    }

    /// Lower and upper end by k.
    var intervals: [String: [Double]] {
        Dictionary(
            uniqueKeysWithValues: means.map { (String($0.k), [$0.mean.interval95.lower, $0.mean.interval95.upper]) })
    }

    var lines: String {
        means.map { Self.line("recall@\($0.k)", $0.mean) }.joined()
    }

    /// Says that some questions were not read to their end, for that may be why they were not answered.
    static func tellCut(_ cut: Int, _ note: (String) -> Void) {
        if cut > 0 { note("\(cut) questions are longer than the model reads; their ends were left out") }
    }

    /// `recall@5      62.1 %   (95 %: 59.0 % to 65.3 %)`.
    /// - Parameter written: how its numbers are written.
    static func line(
        _ name: String, _ mean: SampleMean, _ written: (Double) -> String = Written.percent
    ) -> String {
        let padding = String(repeating: " ", count: max(1, 14 - name.count))
        let interval = mean.interval95
        return "\(name)\(padding)\(written(mean.mean))   "
            + "(95 %: \(written(interval.lower)) to \(written(interval.upper)))\n"
    }
}
