import DurableFiles
import Foundation
import Studies
import Testing

/// A whole run leaves one small file, and nothing else of it is needed.
@Suite struct StudyRecordsTests {
    private let arms = "arms:\n  full:\n  frozen: {settings: {pretrain: {retrieverLearningRate: 0}}}"

    private func plan(_ folder: URL, _ yaml: String) throws -> StudyPlan {
        try StudyPlan(
            StudyDeclaration(yaml: yaml, path: "study.yaml"), folders: StudyFolders(folder.appending(path: "out")))
    }

    /// Does all tasks of the runs of one arm, with two questions a set.
    private func finish(_ arm: String, _ plan: StudyPlan, _ ledger: inout StudyLedger) throws {
        for task in plan.tasks where task.run.map({ $0.arm == arm }) ?? true {
            try ledger.begin(task)
            try ledger.spend([task.name: 10])
            try ledger.finish(task)
            for result in task.results.reversed() where !FileManager.default.fileExists(atPath: result.path) {
                try FileManager.default.createDirectory(
                    at: result.deletingLastPathComponent(), withIntermediateDirectories: true)
                let line =
                    result.lastPathComponent == "answers.jsonl" ? "{\"exactMatch\":1,\"f1\":0.5}" : "{\"rank\":3}"
                try Data("\(line)\n{\"rank\":null,\"exactMatch\":0,\"f1\":0,\"marginalGain\":0.25}\n".utf8).write(
                    to: result)
            }
        }
    }

    private func ledger(_ folder: URL, _ name: String = "tasks.json") -> StudyLedger {
        StudyLedger(file: folder.appending(path: name))
    }

    @Test func recordsThatWereCopiedNeedNothingElse() throws {
        try StudyText.inFolder { folder in
            let yaml = StudyText.yaml(in: folder, arms: arms)
            let plan = try plan(folder, yaml)
            var ledger = ledger(folder)
            try finish("full", plan, &ledger)
            try finish("frozen", plan, &ledger)
            let before = try StudyRecords(plan, ledger).report(ledger, source: yaml)
            #expect(before.arms.map(\.seeds) == [[4, 7], [4, 7]])
            let runs = plan.tasks.compactMap(\.run)
            let kept = try Set(runs).map { (plan.record(of: $0), try Data(contentsOf: plan.record(of: $0))) }
            try FileManager.default.removeItem(at: folder.appending(path: "out"))
            for (file, data) in kept {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try data.write(to: file)
            }
            // Another machine, whose ledger knows of nothing.
            let records = try StudyRecords(plan, self.ledger(folder, "other.json"))
            #expect(records.whole == Set(runs))
            #expect(records.tasksLeft.isEmpty)
            let after = try records.report(self.ledger(folder, "other.json"), source: yaml)
            #expect(after.arms == before.arms)
            #expect(after.tasksDone == after.tasks)
            #expect(after.machines == before.machines && after.machines.count == 1)
        }
    }

    @Test func onlyWhatOtherRunsNeedIsLeftToDo() throws {
        try StudyText.inFolder { folder in
            let plan = try plan(folder, StudyText.yaml(in: folder, arms: StudyText.arms))
            let run = StudyTask.RunName(arm: "random tokens", seed: 4)
            let other = StudyTask.RunName(arm: "random tokens", seed: 7)
            func encoders(_ tasks: [StudyTask]) -> Int { tasks.count { $0.name.hasPrefix("encoder ") } }
            // The encoder that only this run uses is not made, nor what pre-training would start from measured.
            #expect(encoders(plan.tasks) == 4)
            #expect(encoders(plan.tasks(without: [run])) == 3)
            let less = plan.tasks(without: [run, other])
            #expect(encoders(less) == 2)
            #expect(less.count { $0.name.hasPrefix("start ") } < plan.tasks.count { $0.name.hasPrefix("start ") })
            var seen: Set<String> = []
            for task in less {
                #expect(task.needs.allSatisfy(seen.contains), "\(task.name)")
                seen.insert(task.name)
            }
        }
    }

    @Test func aRecordOfOtherSettingsDoesNotCount() throws {
        try StudyText.inFolder { folder in
            let yaml = StudyText.yaml(in: folder, arms: arms)
            var ledger = ledger(folder)
            try finish("full", plan(folder, yaml), &ledger)
            #expect(try StudyRecords(plan(folder, yaml), ledger).whole.count == 2)
            let changed = yaml.replacingOccurrences(of: "steps: 4", with: "steps: 6")
            #expect(try StudyRecords(plan(folder, changed), ledger).whole.isEmpty)
        }
    }

    @Test func aDamagedRecordIsMadeAgainOrCountsForNothing() throws {
        try StudyText.inFolder { folder in
            let plan = try plan(folder, StudyText.yaml(in: folder, arms: arms))
            var ledger = ledger(folder)
            try finish("full", plan, &ledger)
            _ = try StudyRecords(plan, ledger)
            let file = plan.record(of: .init(arm: "full", seed: 4))
            let whole = try Data(contentsOf: file)
            try whole.prefix(whole.count / 2).write(to: file)
            #expect(try StudyRecords(plan, ledger).whole.count == 2)
            #expect(try Data(contentsOf: file) == whole)
            try whole.prefix(whole.count / 2).write(to: file)
            #expect(try StudyRecords(plan, self.ledger(folder, "other.json")).whole.count == 1)
        }
    }
}
