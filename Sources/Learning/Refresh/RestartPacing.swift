/// When a process that keeps ending is started again: at once the first times, then after waits that grow.
package struct RestartPacing {
    /// The number of ends in a row from which on it is waited before each start.
    package static let patience = 5
    /// The wait after that many; each further end doubles it.
    package static let firstWait = Duration.seconds(60)
    /// Longer than this it is never waited.
    package static let longestWait = Duration.seconds(3600)

    private var ends = 0
    private var due: ContinuousClock.Instant?

    package init() {}

    /// Whether it has ended so often that another start will hardly help.
    package var keepsEnding: Bool { ends >= Self.patience }

    /// Whether to start a process now that has ended; to be asked again later when not.
    /// - Parameter now: the time, which must not go back from call to call.
    package mutating func mayStart(at now: ContinuousClock.Instant) -> Bool {
        if let due {
            guard now >= due else { return false }
            self.due = nil
            return true
        }
        ends += 1
        guard keepsEnding else { return true }
        due = now + min(Self.longestWait, Self.firstWait * (1 << min(ends - Self.patience, 16)))
        return false
    }

    /// The process has been of use: what was before counts no more.
    package mutating func forget() { self = RestartPacing() }
}
