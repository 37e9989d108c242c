import DurableFiles
import Foundation

/// The records of a study's whole runs, those that this machine made and those that were copied to it.
package struct StudyRecords {
    private let plan: StudyPlan
    private var records: [StudyTask.RunName: RunRecord] = [:]

    /// Reads the records of runs, and makes those of runs whose tasks are all done.
    package init(_ plan: StudyPlan, _ ledger: StudyLedger) throws {
        self.plan = plan
        for run in plan.runs {
            if let record = RunRecord.read(run, of: plan) {
                records[run] = record
            } else {
                try note(run, ledger)
            }
        }
    }

    /// The runs that nothing is left to do for.
    package var whole: Set<StudyTask.RunName> { Set(records.keys) }

    /// What is left to do: the tasks of the other runs, and those that they need, some of which may be done.
    package var tasksLeft: [StudyTask] { plan.tasks(without: whole) }

    /// Writes a run's record if all its tasks are done.
    /// - Returns: whether they are.
    @discardableResult
    package mutating func note(_ run: StudyTask.RunName, _ ledger: StudyLedger) throws -> Bool {
        guard plan.tasks.allSatisfy({ $0.run != run || ledger.isDone($0) }) else { return false }
        let record = try RunRecord(run, plan, ledger)
        try record.write(to: plan.record(of: run))
        records[run] = record
        return true
    }

    package func report(_ ledger: StudyLedger, source: String) throws -> StudyReport {
        let unfinished = tasksLeft.count { !ledger.isDone($0) }
        let shared = plan.tasks.filter { $0.run == nil && ledger.isDone($0) }
        return try StudyReport(
            plan, records, tasksDone: plan.tasks.count - unfinished,
            sharedSeconds: shared.reduce(0) { $0 + (ledger.entries[$1.name]?.seconds ?? 0) }, source: source)
    }
}
