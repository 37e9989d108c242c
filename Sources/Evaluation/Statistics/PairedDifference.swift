import Randomness

/// What changed between two systems on the same questions.
///
/// Differences are taken question by question, so what makes a question hard for both does not blur them.
public struct PairedDifference: Equatable, Sendable, Codable {
    /// How many questions.
    public let count: Int
    /// The mean of after minus before.
    public let mean: Double
    /// The standard deviation of that mean.
    public let standardError: Double
    /// The bootstrap interval of that mean.
    public let interval95: Interval95
    /// How often a difference at least so large comes about when the two systems are exchanged at random, question by
    /// question (approximate randomisation, Noreen 1989; two-sided).
    public let pValue: Double

    /// - Parameters: `before` and `after` hold a value a question, in the same order.
    public init(before: [Double], after: [Double], resamples: Int = 2_000, seed: UInt64 = 1) {
        precondition(before.count == after.count, "the same questions before and after")
        let differences = zip(after, before).map { $0 - $1 }
        count = differences.count
        (mean, standardError) = SampleMean.moments(differences)
        interval95 = Interval95(bootstrapping: differences, resamples: resamples, seed: seed)
        pValue = Self.randomization(differences.filter { $0 != 0 }, resamples, seed)
    }

    /// Whether the difference is above zero by more than two standard errors.
    public var risesByTwoStandardErrors: Bool { mean > 2 * standardError && mean > 0 }

    private static func randomization(_ differences: [Double], _ resamples: Int, _ seed: UInt64) -> Double {
        var random = SeededGenerator(seed: seed, stream: 0x5349_474E)
        // Sums in another order differ in their last bits; those must not decide what is "at least so large".
        let observed = abs(differences.reduce(0, +)) * (1 - 1e-12)
        var reached = 1
        for _ in 0..<resamples {
            var sum = 0.0
            var signs: UInt64 = 0
            for (place, difference) in differences.enumerated() {
                if place % 64 == 0 { signs = random.next() }
                sum += signs & 1 == 0 ? difference : -difference
                signs >>= 1
            }
            if abs(sum) >= observed { reached += 1 }
        }
        return Double(reached) / Double(resamples + 1)
    }
}
