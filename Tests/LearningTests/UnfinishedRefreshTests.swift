import Corpora
import DurableFiles
import Foundation
import Learning
import LearningTestSupport
import Testing
import VectorSearch

/// What becomes of an index that was left in the middle, or whose weights the trainer gave up.
@Suite struct UnfinishedRefreshTests {
    private func publish(_ world: TinyWorld, _ run: RunFolder, step: Int, seed: UInt64? = nil) throws {
        try IndexSnapshot.publish(
            world.embedder(seed: seed ?? UInt64(step) + 1), vocabulary: world.vocabulary, step: step, run: run)
    }

    private func refresh(_ world: TinyWorld, _ run: RunFolder, onlyNewest: Bool = false) throws -> Int? {
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64, onlyNewest: onlyNewest)
    }

    /// Begins a generation, and ends before its last row.
    private func begin(_ world: TinyWorld, _ run: RunFolder, pieces: Int = 0) throws {
        var asked = 0
        let published = try IndexRefresh.refresh(
            run: run, store: world.store, documentTokens: 64,
            isWanted: {
                asked += 1
                return asked <= pieces
            })
        #expect(published == nil)
    }

    /// A run with an index of step 0.
    private func run(_ world: TinyWorld) throws -> RunFolder {
        let run = RunFolder(world.folder("run"))
        try publish(world, run, step: 0)
        #expect(try refresh(world, run) == 1)
        return run
    }

    /// What the trainer does when it goes on from a checkpoint of step 0.
    private func goBack(_ run: RunFolder, removing step: String) throws {
        try CurrentPointer(in: run.snapshots).swap(to: "step-00000000")
        try FileManager.default.removeItem(at: run.snapshots.appending(path: step))
    }

    @Test func anIndexThatWasBegunIsFinishedThoughThereAreNewerWeights() throws {
        let world = try TinyWorld(
            (0..<8).flatMap { copy in
                TinyTexts.documents.map { Document(id: "\(copy) \($0.id ?? "")", title: $0.title, text: $0.text) }
            })
        #expect(world.store.count > 512)
        let run = try run(world)
        try publish(world, run, step: 40)
        try begin(world, run, pieces: 1)
        try publish(world, run, step: 80)
        var pieces: [Int] = []
        let finished = try IndexRefresh.refresh(
            run: run, store: world.store, documentTokens: 64, progress: { done, _ in pieces.append(done) })
        #expect(finished == 2 && pieces.first ?? 0 > 512)
        #expect(try IndexSnapshot.current(run)?.step == 40)
        #expect(try refresh(world, run) == 3)
        #expect(try IndexSnapshot.current(run)?.step == 80)
    }

    @Test func anIndexThatWasBegunWithMuchOlderWeightsIsNotFinished() throws {
        let world = try TinyWorld()
        let run = try run(world)
        try publish(world, run, step: 40)
        try begin(world, run)
        try publish(world, run, step: 81)
        #expect(try refresh(world, run) == 2)
        #expect(try IndexSnapshot.current(run)?.step == 81)
    }

    @Test func aTrainerThatWaitsForItsWeightsFinishesNoOlderIndex() throws {
        let world = try TinyWorld()
        let run = try run(world)
        try publish(world, run, step: 40)
        try begin(world, run)
        try publish(world, run, step: 80)
        #expect(try refresh(world, run, onlyNewest: true) == 2)
        #expect(try IndexSnapshot.current(run)?.step == 80)
    }

    @Test func anIndexThatWasBegunWithWeightsThatAreGoneIsNotFinished() throws {
        let world = try TinyWorld()
        let run = try run(world)
        try publish(world, run, step: 40)
        try begin(world, run)
        try publish(world, run, step: 80)
        try FileManager.default.removeItem(at: run.snapshots.appending(path: "step-00000040"))
        #expect(try refresh(world, run) == 2)
        #expect(try IndexSnapshot.current(run)?.step == 80)
    }

    @Test func aBuildIsGivenUpWhenItsWeightsAre() throws {
        let world = try TinyWorld()
        let run = try run(world)
        try publish(world, run, step: 40)
        var wentBack = false
        let given = try IndexRefresh.refresh(
            run: run, store: world.store, documentTokens: 64,
            isWanted: {
                wentBack = (try? goBack(run, removing: "step-00000040")) != nil
                return true
            })
        #expect(wentBack && given == nil)
        #expect(try refresh(world, run) == nil)
        // The trainer comes to the same step with other weights; the rows of the former ones are of no use.
        try publish(world, run, step: 40, seed: 77)
        #expect(try refresh(world, run) == 2)
        #expect(try IndexSnapshot.current(run)?.step == 40)
    }

    @Test func anIndexOfWeightsThatWereGivenUpIsFollowedByOneWithAGreaterNumber() throws {
        let world = try TinyWorld()
        let run = try run(world)
        try publish(world, run, step: 80)
        #expect(try refresh(world, run) == 2)
        // A refresher that outlived its trainer published it after the trainer had gone back.
        try goBack(run, removing: "step-00000080")
        #expect(throws: TrainingProblem.self) { try IndexSnapshot.current(run) }
        // The newest weights have their index.
        #expect(try refresh(world, run) == nil)
        try publish(world, run, step: 40)
        #expect(try refresh(world, run) == 3)
        #expect(try IndexSnapshot.current(run)?.step == 40)
        #expect(try GenerationFolder(run.index).numbers() == [1, 2, 3])
    }

    @Test func snapshotsStayThoughAnOlderIndexIsOfALaterStep() throws {
        let world = try TinyWorld()
        let run = try run(world)
        try publish(world, run, step: 80)
        #expect(try refresh(world, run) == 2)
        try goBack(run, removing: "step-00000080")
        // A checkpoint that searched the newest generation needs no older one.
        try FileManager.default.createDirectory(
            at: run.checkpoints.appending(path: "step-00000001"), withIntermediateDirectories: true)
        let state =
            #"{"formatVersion":1,"stage":"pretrain","step":1,"generator":[],"memory":{"generation":9},"inputs":""}"#
        try Data(state.utf8).write(to: run.checkpoints.appending(path: "step-00000001/state.json"))
        try CurrentPointer(in: run.checkpoints).swap(to: "step-00000001")
        for step in [40, 50] {
            try publish(world, run, step: step)
            _ = try refresh(world, run)
        }
        #expect(try GenerationFolder(run.index).numbers() == [2, 3, 4])
        for name in ["step-00000040", "step-00000050"] {
            #expect(FileManager.default.fileExists(atPath: run.snapshots.appending(path: name).path))
        }
    }

    @Test func aKillBetweenAnIndexAndItsPointerIsMadeGood() throws {
        let world = try TinyWorld()
        let run = try run(world)
        try publish(world, run, step: 40)
        #expect(try refresh(world, run) == 2)
        try CurrentPointer(in: run.index).swap(to: "gen-0001")
        // The trainer has gone on meanwhile.
        try publish(world, run, step: 80)
        #expect(try refresh(world, run) == 3)
        #expect(try GenerationFolder(run.index).numbers() == [1, 2, 3])
        #expect(try IndexSnapshot.current(run)?.step == 80)
    }
}
