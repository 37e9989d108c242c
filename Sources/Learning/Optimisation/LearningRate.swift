/// BERT's schedule: a linear rise over the first steps, then a linear fall that is counted from step 0.
///
/// Step s of N with a rise of W steps: rate₀ · s / W for s < W, else rate₀ · (1 − (1 − finalShare) · s / N). The first
/// step has rate 0, and the rate drops a little at s = W, as in the released code.
public struct LearningRate: Sendable, Equatable {
    public var peak: Double
    public var warmupSteps: Int
    public var steps: Int
    /// The share of the peak that is left at the end; 0 in the released code.
    public var finalShare: Double

    public init(peak: Double, warmupSteps: Int, steps: Int, finalShare: Double = 0) {
        self.peak = peak
        self.warmupSteps = warmupSteps
        self.steps = steps
        self.finalShare = finalShare
    }

    /// The rate of a step, counted from 0.
    public func rate(at step: Int) -> Double {
        if step < warmupSteps { return peak * Double(step) / Double(warmupSteps) }
        let gone = min(1, Double(step) / Double(max(1, steps)))
        return peak * (1 - (1 - finalShare) * gone)
    }
}
