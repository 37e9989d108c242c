import Dispatch
import DurableFiles
import Foundation
import Learning
import LearningTestSupport
import Testing
import VectorSearch

@Suite struct RefresherTests {
    @Test(.timeLimit(.minutes(1)))
    func itEndsWhenItsParentIsGone() throws {
        let world = try TinyWorld()
        let child = Process()
        child.executableURL = URL(filePath: "/bin/true")
        try child.run()
        child.waitUntilExit()
        let refresher = Refresher(
            run: RunFolder(world.folder("run")), store: world.store, documentTokens: 64,
            parent: child.processIdentifier)
        try refresher.refreshUntilDone { _ in }
    }

    @Test func itEndsWhenTheRunIsDone() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try run.create()
        try IndexSnapshot.publish(world.embedder(), vocabulary: world.vocabulary, step: 0, run: run)
        var reports = 0
        try Refresher(run: run, store: world.store, documentTokens: 64, parent: getppid()).refreshUntilDone { _ in
            reports += 1
            try? Data().write(to: run.done)
        }
        #expect(reports == 1)
        #expect(try GenerationFolder(run.index).currentNumber() == 1)
    }

    /// Holds a lock for a moment, which is no longer than its closure lives.
    private func hold(_ file: URL) throws {
        let lock = try #require(try FileLock.take(file))
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { withExtendedLifetime(lock) {} }
    }

    @Test(.timeLimit(.minutes(1)))
    func itWaitsForOneThatAKilledTrainerLeftBehind() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try IndexSnapshot.publish(world.embedder(), vocabulary: world.vocabulary, step: 0, run: run)
        let build = run.index.appending(path: "gen-0001.building")
        try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
        try hold(build.appending(path: "shard-0-of-1.lock"))
        try Refresher(run: run, store: world.store, documentTokens: 64, parent: getppid()).refreshUntilDone { _ in
            try? Data().write(to: run.done)
        }
        #expect(try GenerationFolder(run.index).currentNumber() == 1)
    }

    @Test func aProcessThatKeepsEndingIsReportedOnceAndStartedAgainLater() throws {
        let world = try TinyWorld()
        let (log, starts) = (world.folder("refresher.log"), world.folder("starts"))
        // A clock that stands until it is moved.
        var now = ContinuousClock.now
        let process = RefresherProcess(
            executable: URL(filePath: "/bin/sh"),
            arguments: ["-c", "echo start >> '\(starts.path)'; echo no corpus >&2; exit 1"], log: log, now: { now })
        var reports: [String] = []
        func started() -> Int {
            ((try? String(contentsOf: starts, encoding: .utf8)) ?? "").split(separator: "\n").count
        }
        func restart(until isDone: () -> Bool) {
            let deadline = ContinuousClock.now + .seconds(30)
            while !isDone(), ContinuousClock.now < deadline {
                process.restartIfDead { reports.append($0) }
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
        try process.start()
        restart { !reports.isEmpty }
        let words =
            "\(log.path): the process that rebuilds the index ended 5 times; the file holds its last words; training goes "
            + "on without it, and starts it again in a minute, then ever less often"
        #expect(reports == [words])
        #expect(try String(contentsOf: log, encoding: .utf8) == "no corpus\n")
        for _ in 1...3 { process.restartIfDead { reports.append($0) } }
        #expect(started() == 5)
        now += RestartPacing.firstWait
        restart { started() == 6 }
        #expect(started() == 6 && reports == [words])
        // An index came of it after all.
        process.forgetEnds()
        restart { reports.count == 2 }
        #expect(reports == [words, words] && started() == 10)
    }

    @Test func aProcessThatCannotBeStartedAgainEndsNothing() throws {
        let world = try TinyWorld()
        let program = world.folder("program")
        try Data("#!/bin/sh\nrm \"$0\"\n".utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        let process = RefresherProcess(executable: program, arguments: [], log: world.folder("log"))
        try process.start()
        var reports: [String] = []
        let deadline = ContinuousClock.now + .seconds(30)
        while reports.isEmpty, ContinuousClock.now < deadline {
            process.restartIfDead { reports.append($0) }
            Thread.sleep(forTimeInterval: 0.01)
        }
        #expect(reports.count == 1)
    }

    @Test func theWaitsBeforeAStartGrowToAnHour() {
        var pacing = RestartPacing()
        var now = ContinuousClock.now
        func mayStart() -> Bool { pacing.mayStart(at: now) }
        for _ in 1...4 { #expect(mayStart()) }
        #expect(!pacing.keepsEnding)
        for minutes in [1, 2, 4, 8, 16, 32, 60, 60] {
            #expect(!mayStart())
            #expect(pacing.keepsEnding)
            now += .seconds(60 * minutes - 1)
            #expect(!mayStart())
            now += .seconds(1)
            #expect(mayStart())
        }
        pacing.forget()
        #expect(mayStart())
        #expect(!pacing.keepsEnding)
    }

    @Test func aProcessIsStoppedWhenNobodyNeedsItAnyMore() throws {
        let world = try TinyWorld()
        let mark = world.folder("pid")
        do {
            let process = RefresherProcess(
                executable: URL(filePath: "/bin/sh"), arguments: ["-c", "echo $$ > '\(mark.path)'; exec sleep 600"],
                log: world.folder("log"))
            try process.start()
            while (try? Data(contentsOf: mark).isEmpty) ?? true { Thread.sleep(forTimeInterval: 0.01) }
        }
        let pid = try #require(
            Int32(String(contentsOf: mark, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(pid, 0) != 0)
    }

    @Test func aProgramThatIsNotThereIsNamed() throws {
        let world = try TinyWorld()
        let process = RefresherProcess(
            executable: world.folder("nothing"), arguments: [], log: world.folder("log"))
        let problem = #expect(throws: FileProblem.self) { try process.start() }
        #expect(
            problem?.description.hasPrefix("\(world.folder("nothing").path): the refresher cannot be started") == true)
    }
}
