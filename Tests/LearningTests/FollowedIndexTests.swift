import Corpora
import DurableFiles
import Foundation
import Learning
import LearningTestSupport
import Testing
import VectorSearch

/// A trainer that goes on from a checkpoint while a refresher of its former life is still at work.
@Suite struct FollowedIndexTests {
    private let world: TinyWorld
    private let run: RunFolder
    private let lines = Lines()

    private final class Lines { var all: [String] = [] }

    /// Indexes of steps 0 and 2.
    init() throws {
        world = try TinyWorld()
        run = RunFolder(world.folder("run"))
        for step in [0, 2] {
            try IndexSnapshot.publish(
                world.embedder(seed: UInt64(step) + 20), vocabulary: world.vocabulary, step: step, run: run)
            try refresh()
        }
    }

    @discardableResult
    private func refresh() throws -> Int? {
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64)
    }

    /// The weights of the task's embedder, which does not learn in these tests.
    private static let own: UInt64 = 1

    private func task(
        steps: Int = 8, every: Int = 2, refresher: RefresherProcess? = nil
    ) throws -> PretrainingTask {
        var configuration = world.configuration
        configuration.pretrain.steps = steps
        configuration.refresh.every = every
        configuration.refresh.mode = .asynchronous
        return try PretrainingTask(
            embedder: world.embedder(seed: Self.own), encoder: world.encoder(), corpus: world.corpus,
            queries: MaskedQueries(world.corpus, configuration, file: world.folder("spans"), report: { _ in }),
            configuration: configuration, run: run, refresher: refresher, report: { [lines] in lines.all.append($0) })
    }

    /// A task that was killed after step 6, when a refresher had begun to embed that step's weights, and that goes on from
    /// its checkpoint of step 3; then that refresher publishes.
    private func taskBesideALateIndex(of seed: UInt64) throws -> PretrainingTask {
        let late = try world.embedder(seed: seed)
        try IndexSnapshot.publish(late, vocabulary: world.vocabulary, step: 6, run: run)
        let model = try ModelBundle(opening: run.snapshots.appending(path: "step-00000006")).embedderFingerprint()
        let folder = GenerationFolder(run.index)
        let writer = try folder.begin(
            number: 3, count: world.store.count, width: 8, corpus: world.store.fingerprint, model: model, step: 6)
        let task = try task()
        try task.begin(at: 3, memory: ["generation": 2])
        #expect(task.memory == ["generation": 2] && lines.all.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: run.snapshots.appending(path: "step-00000006").path))
        try writer.append(
            BlockEmbedder(late, corpus: world.corpus, documentTokens: 64).embeddings(of: 0..<world.store.count))
        _ = try folder.publish(number: 3)
        return task
    }

    /// The steps whose weights made the index that was taken after a step; none where none was taken.
    private func taken(_ task: PretrainingTask, after step: Int) throws -> [Double] {
        try task.finish(step: step).filter { $0.0 == "taken.madeAtStep" }.map(\.1)
    }

    private let words =
        "generation 3: made with weights of step 6 that this run does not have, so the one before is kept until the "
        + "next comes"

    @Test func anIndexOfALaterStepIsLetBeAndTheNextOneTaken() throws {
        let task = try taskBesideALateIndex(of: 9)
        #expect(try taken(task, after: 4).isEmpty)
        #expect(lines.all == [words] && task.memory == ["generation": 2])
        let step = try Dictionary(task.takeStep(4) { _ in }, uniquingKeysWith: { first, _ in first })
        #expect(step["generation"] == 2 && step["staleness"] == 2)
        #expect(try refresh() == 4)
        #expect(try taken(task, after: 5) == [4])
        #expect(task.memory["generation"] == 4)
        #expect(try GenerationFolder(run.index).currentNumber() == 4)
    }

    @Test func anIndexOfOtherWeightsOfTheSameStepIsLetBeAndTheNextOneTaken() throws {
        let task = try taskBesideALateIndex(of: 9)
        for step in 4...6 { #expect(try taken(task, after: step).isEmpty) }
        #expect(lines.all == [words])
        #expect(try refresh() == 4)
        #expect(try taken(task, after: 7) == [6])
    }

    @Test func anIndexIsTakenWhenTheRunComesToItsWeightsAgain() throws {
        let task = try taskBesideALateIndex(of: Self.own)
        for step in 4...5 { #expect(try taken(task, after: step).isEmpty) }
        #expect(lines.all == [words])
        #expect(try taken(task, after: 6) == [6])
        #expect(try refresh() == nil)
    }

    @Test func theLastIndexIsOfTheLastWeightsWhateverCameBefore() throws {
        let task = try taskBesideALateIndex(of: 9)
        #expect(try taken(task, after: task.steps) == [8])
        #expect(try GenerationFolder(run.index).current()?.manifest.step == 8)
    }

    @Test func whatWasBegunAfterTheCheckpointIsForgotten() throws {
        try IndexSnapshot.publish(world.embedder(seed: 9), vocabulary: world.vocabulary, step: 6, run: run)
        let unfinished = try IndexRefresh.refresh(
            run: run, store: world.store, documentTokens: 64, isWanted: { false })
        #expect(unfinished == nil)
        let folder = GenerationFolder(run.index)
        #expect(folder.begun(number: 3)?.step == 6)
        try task().begin(at: 3, memory: ["generation": 2])
        #expect(folder.begun(number: 3) == nil)
        #expect(try folder.currentNumber() == 2)
        #expect(try refresh() == nil)
    }

    @Test func aTrainerWithoutRefresherGoesOnAndSaysHowStaleItsIndexIs() throws {
        let task = try task(steps: 20)
        try task.begin(at: 3, memory: ["generation": 2])
        for step in 4...7 { #expect(try taken(task, after: step).isEmpty) }
        #expect(lines.all.isEmpty)
        let late = try Dictionary(task.takeStep(7) { _ in }, uniquingKeysWith: { first, _ in first })
        #expect(late["staleness"] == 5 && late["generation"] == 2)
        // An index is due every second step; from three that did not come it is said, as often as one is due.
        for step in 8...11 { #expect(try taken(task, after: step).isEmpty) }
        #expect(
            lines.all == [
                "the index is 6 steps old; no newer one has come", "the index is 8 steps old; no newer one has come",
            ])
        #expect(try refresh() == 3)
        #expect(try taken(task, after: 12) == [10])
        let fresh = try Dictionary(task.takeStep(12) { _ in }, uniquingKeysWith: { first, _ in first })
        #expect(fresh["staleness"] == 2 && fresh["generation"] == 3)
    }

    @Test func aTrainerWhoseRefresherKeepsDyingGoesOnToItsEnd() throws {
        let log = world.folder("refresher.log")
        let refresher = RefresherProcess(executable: URL(filePath: "/bin/false"), arguments: [], log: log)
        let task = try task(steps: 4000, every: 1000, refresher: refresher)
        try task.begin(at: 3, memory: ["generation": 2])
        func complaints() -> Int { lines.all.count { $0.hasPrefix("\(log.path): the process that rebuilds") } }
        // Steps that take long enough for a process to start and end.
        var step = 3
        while complaints() == 0, step < 3000 {
            step += 1
            _ = try task.finish(step: step)
            Thread.sleep(forTimeInterval: 0.01)
        }
        #expect(complaints() == 1)
        for next in step + 1...step + 5 { _ = try task.finish(step: next) }
        #expect(try taken(task, after: 4000) == [4000])
        #expect(complaints() == 1)
    }
}
