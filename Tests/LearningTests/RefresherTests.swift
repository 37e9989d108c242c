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

    @Test func aProcessThatEndsAgainAndAgainIsAnError() throws {
        let world = try TinyWorld()
        let log = world.folder("refresher.log")
        let process = RefresherProcess(
            executable: URL(filePath: "/bin/sh"), arguments: ["-c", "echo no corpus >&2; exit 1"], log: log)
        try process.start()
        let deadline = ContinuousClock.now + .seconds(30)
        var problem: TrainingProblem?
        while problem == nil, ContinuousClock.now < deadline {
            do { try process.restartIfDead() } catch let error as TrainingProblem { problem = error }
            Thread.sleep(forTimeInterval: 0.01)
        }
        #expect(
            problem?.description
                == "\(log.path): the process that rebuilds the index ended 5 times; the file holds its "
                + "last words; mend that and run the same command again")
        #expect(try String(contentsOf: log, encoding: .utf8) == "no corpus\n")
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
