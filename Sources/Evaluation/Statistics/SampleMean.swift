/// A mean over questions with its uncertainty.
public struct SampleMean: Equatable, Sendable, Codable {
    /// How many questions.
    public let count: Int
    /// Their mean; 0 when there are none.
    public let mean: Double
    /// The standard deviation of the mean: s / √n; 0 with fewer than two questions.
    public let standardError: Double
    /// The bootstrap interval of the mean.
    public let interval95: Interval95

    public init(_ values: [Double], resamples: Int = 2_000, seed: UInt64 = 1) {
        count = values.count
        (mean, standardError) = Self.moments(values)
        interval95 = Interval95(bootstrapping: values, resamples: resamples, seed: seed)
    }

    static func moments(_ values: [Double]) -> (mean: Double, standardError: Double) {
        guard !values.isEmpty else { return (0, 0) }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        guard values.count > 1 else { return (mean, 0) }
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / (count - 1) / count).squareRoot())
    }
}
