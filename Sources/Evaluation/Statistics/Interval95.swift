import Randomness

/// A range that covers the true value in 95 of 100 experiments.
public struct Interval95: Equatable, Sendable, Codable {
    public let lower: Double
    public let upper: Double

    public init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// The percentile bootstrap of the mean (Efron 1979): the middle 95 % of the means of redrawn samples.
    ///
    /// Questions are what is redrawn, so the interval says how much other questions might change the mean; it says
    /// nothing about other training seeds. No values give 0 to 0.
    public init(bootstrapping values: [Double], resamples: Int = 2_000, seed: UInt64 = 1) {
        guard !values.isEmpty, resamples > 0 else {
            self.init(lower: 0, upper: 0)
            return
        }
        var random = SeededGenerator(seed: seed, stream: 0xB007)
        let size = UInt64(values.count)
        var means = (0..<resamples).map { _ in
            var sum = 0.0
            for _ in values { sum += values[Int(random.next().multipliedFullWidth(by: size).high)] }
            return sum / Double(size)
        }
        means.sort()
        let last = Double(resamples - 1)
        self.init(lower: means[Int((0.025 * last).rounded())], upper: means[Int((0.975 * last).rounded())])
    }
}
