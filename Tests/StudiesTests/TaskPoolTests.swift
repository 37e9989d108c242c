import DurableFiles
import Foundation
import Studies
import Testing

/// Tasks that are shell commands in a folder of their own.
@Suite struct TaskPoolTests {
    private final class Lines { var lines: [String] = [] }

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pool \(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "logs"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// A task that appends its name to a file, and leaves a result of its name.
    private func task(
        _ name: String, _ folder: URL, needs: [String] = [], command: String = "true", inputs: String = ""
    ) -> StudyTask {
        StudyTask(
            name: name, run: nil, needs: needs,
            arguments: [
                "-c", "cd '\(folder.path)' && \(command) && echo \(name) >> order && echo \(inputs) > \(name)",
            ],
            results: [folder.appending(path: name)], fingerprint: Fingerprint(of: name + inputs))
    }

    @discardableResult
    private func run(_ tasks: [StudyTask], _ folder: URL, atOnce: Int = 2) throws -> (
        failed: [StudyProblem.FailedTask], said: [String], ended: [String]
    ) {
        let said = Lines()
        let ended = Lines()
        var ledger = StudyLedger(file: folder.appending(path: "tasks.json"))
        let pool = TaskPool(
            tasks: tasks, atOnce: atOnce, executable: URL(filePath: "/bin/sh"), logs: folder.appending(path: "logs"),
            say: { said.lines.append($0) }, show: { _ in })
        let failed = try pool.run(&ledger) { task, _ in ended.lines.append(task.name) }
        return (failed, said.lines, ended.lines)
    }

    private func order(_ folder: URL) -> [String] {
        ((try? String(contentsOf: folder.appending(path: "order"), encoding: .utf8)) ?? "").split(separator: "\n")
            .map(String.init)
    }

    @Test func aTaskRunsAfterThoseItNeeds() throws {
        try inFolder { folder in
            let tasks = [
                task("corpus", folder, command: "sleep 0.2"), task("model", folder, needs: ["corpus"]),
                task("other", folder, needs: ["corpus"]), task("answers", folder, needs: ["model", "other"]),
            ]
            let outcome = try run(tasks, folder)
            #expect(outcome.failed.isEmpty)
            #expect(order(folder).first == "corpus" && order(folder).last == "answers")
            #expect(Set(outcome.ended) == ["corpus", "model", "other", "answers"])
        }
    }

    @Test func noMoreRunThanAreAllowedAtOnce() throws {
        try inFolder { folder in
            let busy = "mkdir busy && sleep 0.2 && rmdir busy"
            let outcome = try run((1...3).map { task("t\($0)", folder, command: busy) }, folder, atOnce: 1)
            #expect(outcome.failed.isEmpty)
            #expect(order(folder) == ["t1", "t2", "t3"])
        }
    }

    @Test func whatIsDoneIsNotDoneAgain() throws {
        try inFolder { folder in
            let tasks = [task("a", folder), task("b", folder, needs: ["a"])]
            try run(tasks, folder)
            let again = try run(tasks, folder)
            #expect(order(folder) == ["a", "b"])
            #expect(again.said == ["2 of 2 tasks were done before"])
        }
    }

    @Test func aTaskThatFailsStopsOnlyThoseThatNeedIt() throws {
        try inFolder { folder in
            let broken = folder.appending(path: "mended").path
            let tasks = [
                task("a", folder),
                task("bad", folder, needs: ["a"], command: "{ test -e '\(broken)' || { echo no luck; exit 3; }; }"),
                task("after", folder, needs: ["bad"]), task("beside", folder, needs: ["a"]),
            ]
            let outcome = try run(tasks, folder)
            #expect(outcome.failed.map(\.name) == ["bad"])
            #expect(outcome.failed.first?.end == "no luck")
            #expect(Set(order(folder)) == ["a", "beside"])
            // The next call tries again, and goes on from there.
            try Data().write(to: folder.appending(path: "mended"))
            #expect(try run(tasks, folder).failed.isEmpty)
            #expect(order(folder).suffix(2) == ["bad", "after"])
        }
    }

    @Test func aTaskThatMakesNothingHasFailed() throws {
        try inFolder { folder in
            let idle = StudyTask(
                name: "idle", run: nil, needs: [], arguments: ["-c", "true"],
                results: [folder.appending(path: "result")], fingerprint: Fingerprint(of: ""))
            let outcome = try run([idle], folder)
            #expect(outcome.failed.first?.end == "it ended without \(folder.path)/result")
        }
    }

    @Test func whatWasMadeFromOtherInputsIsMadeAnew() throws {
        try inFolder { folder in
            try run([task("a", folder, inputs: "old")], folder)
            try run([task("a", folder, inputs: "new")], folder)
            #expect(try String(contentsOf: folder.appending(path: "a"), encoding: .utf8) == "new\n")
            #expect(order(folder) == ["a", "a"])
        }
    }

    @Test func timeOfAnEarlierAttemptCounts() throws {
        try inFolder { folder in
            let one = task("a", folder)
            var ledger = StudyLedger(file: folder.appending(path: "tasks.json"))
            try ledger.begin(one)
            try ledger.spend(["a": 40])
            // Read anew, as after a kill.
            ledger = StudyLedger(file: folder.appending(path: "tasks.json"))
            #expect(!ledger.isDone(one))
            try ledger.begin(one)
            try ledger.spend(["a": 2])
            #expect(ledger.entries["a"]?.seconds == 42)
        }
    }

    @Test func anUnfinishedTrainingRunStaysUnlessItsInputsChange() throws {
        try inFolder { folder in
            let run = folder.appending(path: "run")
            func training(_ inputs: String) -> StudyTask {
                StudyTask(
                    name: "training", run: nil, needs: [], arguments: [], results: [run.appending(path: "DONE")],
                    fingerprint: Fingerprint(of: inputs))
            }
            var ledger = StudyLedger(file: folder.appending(path: "tasks.json"))
            try ledger.begin(training("one"))
            try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
            try ledger.begin(training("one"))
            #expect(FileManager.default.fileExists(atPath: run.path))
            try ledger.begin(training("two"))
            #expect(!FileManager.default.fileExists(atPath: run.path))
        }
    }

    @Test func aDamagedLedgerCountsAsEmpty() throws {
        try inFolder { folder in
            let file = folder.appending(path: "tasks.json")
            try Data("{\"a\": ".utf8).write(to: file)
            #expect(StudyLedger(file: file).entries.isEmpty)
        }
    }
}
