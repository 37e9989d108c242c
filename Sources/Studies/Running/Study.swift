import DurableFiles
public import Foundation
import Learning

/// Runs a study: everything that is not done yet, then the report.
///
/// Killed at any instant, the same call goes on.
public struct Study {
    /// Children of a study that was killed end within so many seconds of it, and must not meet those of the next call.
    private static let childrensEnd = 1.0

    private let plan: StudyPlan
    private let source: String
    private let executable: URL
    private let say: (String) -> Void
    private let show: (String) -> Void

    /// - Parameters:
    ///   - file: the declaration.
    ///   - folder: where everything goes.
    ///   - executable: this program, which tasks are run with.
    ///   - say: receives lines to keep; `show` those that replace each other.
    /// - Throws: `StudyProblem`, `ConfigurationProblem` or `FileProblem`, before anything has run.
    public init(
        file: URL, folder: URL, executable: URL, say: @escaping (String) -> Void, show: @escaping (String) -> Void
    ) throws {
        let declaration = try StudyDeclaration(contentsOf: file)
        try Self.refuseSettings(in: ProcessInfo.processInfo.environment)
        plan = try StudyPlan(declaration, folders: StudyFolders(folder))
        source = try String(contentsOf: file, encoding: .utf8)
        self.executable = executable
        self.say = say
        self.show = show
    }

    /// Where the report lies.
    public var report: URL { plan.folders.markdown }

    /// Runs what is not done yet, and writes the report: at once of the runs that are whole, which may have been copied here,
    /// and anew after each further one.
    /// - Returns: the report.
    /// - Throws: `StudyProblem.failed` at the end, when tasks have failed; the report tells what there is without them.
    public func run() throws -> StudyReport {
        let folders = plan.folders
        do {
            try FileManager.default.createDirectory(at: folders.logs, withIntermediateDirectories: true)
        } catch { throw FileProblem(writing: folders.logs, error) }
        guard let lock = try FileLock.take(folders.lock, patience: 3) else {
            throw StudyProblem.busy(folder: folders.root.path)
        }
        defer { withExtendedLifetime(lock) {} }
        var ledger = StudyLedger(file: folders.ledger)
        if ledger.hasUnfinished { Thread.sleep(forTimeInterval: Self.childrensEnd) }
        var records = try StudyRecords(plan, ledger)
        if !records.whole.isEmpty {
            say("\(records.whole.count) of \(plan.runs.count) runs were whole before")
            if !records.tasksLeft.isEmpty { _ = try writeReport(records, ledger) }
        }
        let pool = TaskPool(
            tasks: records.tasksLeft, atOnce: plan.declaration.atOnce, executable: executable, logs: folders.logs,
            say: say, show: show)
        let failed = try pool.run(&ledger) { task, ledger in
            guard let run = task.run, try records.note(run, ledger) else { return }
            _ = try writeReport(records, ledger)
        }
        let report = try writeReport(records, ledger)
        guard failed.isEmpty else { throw StudyProblem.failed(tasks: failed, report: folders.markdown.path) }
        return report
    }

    private func writeReport(_ records: StudyRecords, _ ledger: StudyLedger) throws -> StudyReport {
        let report = try records.report(ledger, source: source)
        try report.write(to: plan.folders)
        return report
    }

    /// Settings in the environment would change every child.
    static func refuseSettings(in environment: [String: String]) throws {
        let names = environment.keys.filter { name in
            (try? RunConfiguration().applying(environment: [name: environment[name] ?? ""])) != RunConfiguration()
        }
        guard names.isEmpty else { throw StudyProblem.environment(variables: names.sorted()) }
    }
}
