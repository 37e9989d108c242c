public import DurableFiles
public import Foundation

/// The refresher as a child process: it embeds the corpus while the trainer goes on (paper §3.3).
///
/// Trainer and refresher meet only in the run's folder. A refresher that dies is started again and continues its
/// unfinished generation; a trainer that dies is noticed by the refresher, which then ends.
public final class RefresherProcess {
    private let executable: URL
    private let arguments: [String]
    private let log: URL
    private var process: Process?
    private var stopped = false
    private var ends = 0

    /// A refresher that ends this often without being asked to will not do better the next time.
    private static let mostEnds = 5

    /// - Parameters:
    ///   - arguments: the command line that refreshes the run until it is done.
    ///   - log: receives what the process prints.
    public init(executable: URL, arguments: [String], log: URL) {
        self.executable = executable
        self.arguments = arguments
        self.log = log
    }

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
    }

    /// Starts the process again when it has ended without being asked to.
    /// - Throws: `TrainingProblem.refresherFails` when that happens too often, `FileProblem` when it cannot be started.
    public func restartIfDead() throws {
        guard let process, !stopped, !process.isRunning else { return }
        ends += 1
        guard ends < Self.mostEnds else { throw TrainingProblem.refresherFails(times: ends, log: log) }
        try start()
    }

    /// Ends the process and waits until it is gone; it may be ended at any instant, so it is not asked.
    public func stop() {
        stopped = true
        guard let process, process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { stop() }
}
