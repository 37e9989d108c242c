/// The seconds that the same work took, each time it was done.
struct Stopwatch {
    /// In rising order; at least one.
    let seconds: [Double]

    /// Does the work once without counting, for caches and first allocations, then `repeats` times.
    init(repeats: Int, _ work: () throws -> Void) throws {
        precondition(repeats >= 1)
        try work()
        seconds = try (0..<repeats).map { _ in
            let started = ContinuousClock.now
            try work()
            return (ContinuousClock.now - started) / .seconds(1)
        }.sorted()
    }

    /// The value below which the share lies, between neighbours where it falls between them.
    private func quantile(_ share: Double) -> Double {
        let place = share * Double(seconds.count - 1)
        let below = Int(place)
        let above = min(below + 1, seconds.count - 1)
        return seconds[below] + (seconds[above] - seconds[below]) * (place - Double(below))
    }

    var summary: Report.Seconds {
        Report.Seconds(
            best: quantile(0), median: quantile(0.5), worst: quantile(1), spread: quantile(0.75) - quantile(0.25))
    }
}
