public import DurableFiles
public import Foundation

/// The refresher as a child process: it embeds the corpus while the trainer goes on (paper §3.3).
///
/// Trainer and refresher meet only in the run's folder. A refresher that dies is started again and continues its
/// unfinished generation, and where it keeps dying training goes on without it; a trainer that dies is noticed by the
/// refresher, which then ends.
public final class RefresherProcess {
    private let executable: URL
    private let arguments: [String]
    private let log: URL
    private let now: () -> ContinuousClock.Instant
    private var process: Process?
    /// Whether it was started, and not stopped since.
    private var isWanted = false
    private var pacing = RestartPacing()

    /// - Parameters:
    ///   - arguments: the command line that refreshes the run until it is done.
    ///   - log: receives what the process prints.
    ///   - now: the clock, by which it is waited before a process that keeps ending is started again.
    public init(
        executable: URL, arguments: [String], log: URL, now: @escaping () -> ContinuousClock.Instant = { .now }
    ) {
        self.executable = executable
        self.arguments = arguments
        self.log = log
        self.now = now
    }

    /// Starts the process.
    /// - Throws: `FileProblem` when that is impossible.
    public func start() throws(FileProblem) {
        let process = Process()
        process.executableURL = executable
        // What the trainer was told about its own parent and progress is not meant for the refresher.
        process.environment = ProcessInfo.processInfo.environment.filter {
            !["PYRAMIDION_PARENT", "PYRAMIDION_PROGRESS"].contains($0.key)
        }
        process.arguments = arguments + ["--parent", String(ProcessInfo.processInfo.processIdentifier)]
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        do {
            let output = try FileHandle(forWritingTo: log)
            process.standardOutput = output
            process.standardError = output
            try process.run()
        } catch {
            throw FileProblem(executable, "the refresher cannot be started: \(error.localizedDescription)")
        }
        self.process = process
        isWanted = true
    }

    /// Starts the process again when it has ended without being asked to: at once the first times, then after waits.
    /// - Parameter report: receives a line when the waits begin.
    public func restartIfDead(report: (String) -> Void) {
        guard isWanted, process?.isRunning != true else { return }
        let keptEnding = pacing.keepsEnding
        let mayStart = pacing.mayStart(at: now())
        if pacing.keepsEnding, !keptEnding {
            report(
                "\(log.path): the process that rebuilds the index ended \(RestartPacing.patience) times; the file holds its "
                    + "last words; training goes on without it, and starts it again in a minute, then ever less often")
        }
        guard mayStart else { return }
        // One that cannot be started counts as one that ended.
        do { try start() } catch { process = nil }
    }

    /// The trainer has taken a newer index: how often the process ended before that counts no more.
    public func forgetEnds() { pacing.forget() }

    /// Ends the process and waits until it is gone; it may be ended at any instant, so it is not asked.
    public func stop() {
        isWanted = false
        guard let process, process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { stop() }
}
