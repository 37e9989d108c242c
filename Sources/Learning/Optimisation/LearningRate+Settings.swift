extension LearningRate {
    /// The course that the settings name, for a stage with its own rise.
    public init(_ settings: OptimizerSettings, peak: Double, warmupSteps: Int, steps: Int) {
        switch settings.schedule {
        case .linear:
            self.init(peak: peak, warmupSteps: warmupSteps, steps: steps, finalShare: settings.finalShare)
        case .released:
            self.init(peak: peak, warmupSteps: min(10_000, max(100, steps / 10)), steps: steps, finalShare: 0)
        case .constant:
            self.init(peak: peak, warmupSteps: warmupSteps, steps: steps, finalShare: 1)
        }
    }
}
