import DurableFiles
package import Foundation
import Projects

/// Runs tasks as child processes, several side by side, each as soon as what it needs is done.
///
/// Of tasks that could begin the first in the list does. A task that fails keeps only those from running that need it.
package struct TaskPool {
    private let tasks: [StudyTask]
    private let atOnce: Int
    private let executable: URL
    private let logs: URL
    private let say: (String) -> Void
    private let show: (String) -> Void

    /// Seconds between two looks at the running processes.
    private static let interval = 0.1
    /// Seconds between two notes in the ledger of how long they have taken.
    private static let noted = 20.0

    /// - Parameters:
    ///   - atOnce: the most processes that run side by side.
    ///   - logs: an existing folder for what they print.
    ///   - say: receives lines to keep; `show` those that replace each other.
    package init(
        tasks: [StudyTask], atOnce: Int, executable: URL, logs: URL, say: @escaping (String) -> Void,
        show: @escaping (String) -> Void
    ) {
        self.tasks = tasks
        self.atOnce = atOnce
        self.executable = executable
        self.logs = logs
        self.say = say
        self.show = show
    }

    private struct Running {
        let task: StudyTask
        let child: RunningChild
        /// From when on the ledger does not know of its time.
        var since: ContinuousClock.Instant
    }

    /// Runs what is not done yet.
    /// - Parameter ended: called after each task that was done.
    /// - Returns: the tasks that failed.
    package func run(_ ledger: inout StudyLedger, ended: (StudyTask, StudyLedger) throws -> Void) throws
        -> [StudyProblem.FailedTask]
    {
        var done = Set(tasks.filter(ledger.isDone).map(\.name))
        var waiting = tasks.filter { !done.contains($0.name) }
        if !done.isEmpty { say("\(done.count) of \(tasks.count) tasks were done before") }
        var running: [Running] = []
        defer { for one in running { one.child.terminate() } }
        var failed: [StudyProblem.FailedTask] = []
        while true {
            while running.count < atOnce,
                let next = waiting.firstIndex(where: { $0.needs.allSatisfy(done.contains) })
            {
                running.append(try start(waiting.remove(at: next), &ledger))
            }
            guard !running.isEmpty else { return failed }
            Thread.sleep(forTimeInterval: Self.interval)
            let over = Set(running.filter { !$0.child.isRunning }.map(\.task.name))
            try note(&running, over, &ledger)
            for one in running where over.contains(one.task.name) {
                if let problem = Self.problem(one) {
                    failed.append(problem)
                    say("\(one.task.name): FAILED, see \(problem.log)")
                    continue
                }
                try ledger.finish(one.task)
                done.insert(one.task.name)
                let seconds = Int((ledger.entries[one.task.name]?.seconds ?? 0).rounded())
                say("\(one.task.name): \(seconds) s (\(done.count) of \(tasks.count))")
                try ended(one.task, ledger)
            }
            running.removeAll { over.contains($0.task.name) }
            show(running.map(\.child.progress).joined(separator: "   "))
        }
    }

    private func start(_ task: StudyTask, _ ledger: inout StudyLedger) throws -> Running {
        try ledger.begin(task)
        for result in task.results {
            let folder = result.deletingLastPathComponent()
            // A training run makes its own folder; a file of figures does not.
            do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
                throw FileProblem(writing: folder, error)
            }
        }
        say("\(task.name)…")
        let command = ChildCommand(name: task.name, arguments: task.arguments, logs: logs)
        return Running(
            task: task, child: try RunningChild(command, executable: executable),
            since: ContinuousClock.now)
    }

    /// Notes the time of those that have ended, and of all now and then.
    private func note(_ running: inout [Running], _ over: Set<String>, _ ledger: inout StudyLedger) throws {
        var spent: [String: Double] = [:]
        let now = ContinuousClock.now
        for place in running.indices {
            let seconds = (now - running[place].since) / .seconds(1)
            guard seconds > Self.noted || over.contains(running[place].task.name) else { continue }
            spent[running[place].task.name] = seconds
            running[place].since = now
        }
        if !spent.isEmpty { try ledger.spend(spent) }
    }

    /// Why a task that has ended is not done: it failed, or made less than it should.
    private static func problem(_ one: Running) -> StudyProblem.FailedTask? {
        let missing = one.task.results.first { !FileManager.default.fileExists(atPath: $0.path) }
        guard one.child.hasFailed || missing != nil else { return nil }
        return StudyProblem.FailedTask(
            name: one.task.name, log: one.child.command.log.path,
            end: one.child.hasFailed ? one.child.endOfLog : "it ended without \(missing?.path ?? "its results")")
    }
}
