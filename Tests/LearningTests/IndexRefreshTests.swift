import Corpora
import DurableFiles
import Foundation
import Learning
import LearningTestSupport
import Testing
import VectorSearch

@Suite struct IndexRefreshTests {
    private func publish(_ world: TinyWorld, _ run: RunFolder, step: Int) throws {
        try IndexSnapshot.publish(
            world.embedder(seed: UInt64(step) + 1), vocabulary: world.vocabulary, step: step, run: run)
    }

    private func refresh(_ world: TinyWorld, _ run: RunFolder) throws -> Int? {
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64)
    }

    @Test func eachSnapshotBecomesOneGeneration() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        #expect(try refresh(world, run) == nil)
        #expect(try IndexSnapshot.current(run) == nil)
        try publish(world, run, step: 0)
        #expect(try refresh(world, run) == 1)
        #expect(try refresh(world, run) == nil)
        try publish(world, run, step: 40)
        #expect(try refresh(world, run) == 2)
        let snapshot = try #require(try IndexSnapshot.current(run))
        #expect(snapshot.step == 40 && snapshot.generation.index.count == world.store.count)
        let embedder = try world.embedder(seed: 41)
        let vectors = try BlockEmbedder(embedder, corpus: world.corpus, documentTokens: 64)
            .embeddings(of: 0..<world.store.count)
        for block in 0..<world.store.count {
            #expect(zip(snapshot.generation.index.vector(block), vectors[block * 8..<block * 8 + 8]).allSatisfy(==))
        }
    }

    @Test func aBuildThatWasNotWantedToItsEndGoesOn() throws {
        let world = try TinyWorld(
            (0..<8).flatMap { copy in
                TinyTexts.documents.map { Document(id: "\(copy) \($0.id ?? "")", title: $0.title, text: $0.text) }
            })
        #expect(world.store.count > 512)
        let run = RunFolder(world.folder("run"))
        try publish(world, run, step: 0)
        var asked = 0
        let unfinished = try IndexRefresh.refresh(
            run: run, store: world.store, documentTokens: 64,
            isWanted: {
                asked += 1
                return asked == 1
            })
        #expect(unfinished == nil && asked == 2)
        #expect(try GenerationFolder(run.index).currentNumber() == nil)
        var pieces: [Int] = []
        try IndexRefresh.refresh(
            run: run, store: world.store, documentTokens: 64, progress: { done, _ in pieces.append(done) })
        // The first 512 rows were there.
        #expect(pieces.first ?? 0 > 512)
        #expect(pieces.last == world.store.count)
        let whole = try #require(try IndexSnapshot.current(run)).generation.index
        let last = world.store.count - 1
        let alone = try BlockEmbedder(world.embedder(), corpus: world.corpus, documentTokens: 64)
            .embeddings(of: last..<last + 1)
        #expect(zip(whole.vector(last), alone).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    private func refresh(_ world: TinyWorld, _ run: RunFolder, _ shard: String) throws -> Int? {
        try IndexRefresh.refresh(
            run: run, store: world.store, documentTokens: 64, shard: #require(RefreshShard(shard)))
    }

    @Test func theLastOfSeveralRefreshersJoinsTheirShards() throws {
        let world = try TinyWorld()
        let (run, alone) = (RunFolder(world.folder("run")), RunFolder(world.folder("alone")))
        for run in [run, alone] { try publish(world, run, step: 0) }
        #expect(try refresh(world, alone) == 1)
        #expect(try refresh(world, run, "3/3") == nil)
        #expect(try refresh(world, run, "1/3") == nil)
        #expect(try refresh(world, run, "1/3") == nil)
        #expect(try GenerationFolder(run.index).currentNumber() == nil)
        #expect(try refresh(world, run, "2/3") == 1)
        #expect(try refresh(world, run, "2/3") == nil)
        let whole = try #require(try IndexSnapshot.current(alone)).generation.index
        let joined = try #require(try IndexSnapshot.current(run)).generation.index
        for block in 0..<world.store.count {
            #expect(zip(joined.vector(block), whole.vector(block)).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func aShardTakesTheSnapshotThatTheOthersTook() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try publish(world, run, step: 0)
        #expect(try refresh(world, run, "1/2") == nil)
        // The trainer goes on before the second one has begun.
        try publish(world, run, step: 40)
        #expect(try refresh(world, run, "2/2") == 1)
        #expect(try IndexSnapshot.current(run)?.step == 0)
        #expect(try refresh(world, run, "1/2") == nil)
        #expect(try refresh(world, run, "2/2") == 2)
        #expect(try IndexSnapshot.current(run)?.step == 40)
    }

    @Test func shardsOfDifferentSnapshotsMeetAtTheNewest() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try publish(world, run, step: 0)
        #expect(try refresh(world, run, "1/2") == nil)
        // Both looked at the same instant, and the second one saw a newer snapshot.
        try publish(world, run, step: 40)
        let bundle = try ModelBundle(opening: run.snapshots.appending(path: "step-00000040"))
        let folder = GenerationFolder(run.index)
        let writer = try folder.begin(
            number: 1, count: world.store.count, width: 8, corpus: world.store.fingerprint,
            model: bundle.embedderFingerprint(), step: 40, shard: 1, of: 2)
        #expect(writer.rowsWritten == 0)
        #expect(folder.begun(number: 1, of: 2)?.step == 40)
        let first = try ModelBundle(opening: run.snapshots.appending(path: "step-00000000")).embedderFingerprint()
        let second = try bundle.embedderFingerprint()
        #expect(folder.isComplete(number: 1, shard: 0, of: 2, model: first, step: 0))
        #expect(!folder.isComplete(number: 1, shard: 0, of: 2, model: second, step: 40))
        #expect(try refresh(world, run, "1/2") == nil)
        withExtendedLifetime(writer) {}
        #expect(folder.isComplete(number: 1, shard: 0, of: 2, model: second, step: 40))
        #expect(!folder.isComplete(number: 1, shard: 0, of: 2, model: first, step: 40))
    }

    @Test func aShardThatWasLeftUnfinishedGoesOn() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try publish(world, run, step: 0)
        #expect(try refresh(world, run, "2/2") == nil)
        let stopped = try IndexRefresh.refresh(
            run: run, store: world.store, documentTokens: 64, shard: #require(RefreshShard("1/2")),
            isWanted: { false })
        #expect(stopped == nil)
        #expect(try refresh(world, run, "1/2") == 1)
    }

    @Test func aPartIsWrittenAsOneOfSeveral() {
        #expect(RefreshShard("1/1") == .whole)
        #expect(RefreshShard("2/3")?.index == 1 && RefreshShard("2/3")?.count == 3)
        for text in ["", "2", "0/3", "4/3", "1/0", "a/b", "1/2/3", "/", "-1/2", "1/ 2"] {
            #expect(RefreshShard(text) == nil, "\(text)")
        }
    }

    @Test func theLastGenerationsStayAndTheirSnapshotsOnly() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        // A checkpoint that searched the newest generation needs no older one.
        try FileManager.default.createDirectory(
            at: run.checkpoints.appending(path: "step-00000001"), withIntermediateDirectories: true)
        let state =
            #"{"formatVersion":1,"stage":"pretrain","step":1,"generator":[],"memory":{"generation":9},"inputs":""}"#
        try Data(state.utf8).write(to: run.checkpoints.appending(path: "step-00000001/state.json"))
        try CurrentPointer(in: run.checkpoints).swap(to: "step-00000001")
        for step in [0, 10, 20, 30, 40] {
            try publish(world, run, step: step)
            _ = try refresh(world, run)
        }
        #expect(try GenerationFolder(run.index).numbers() == [3, 4, 5])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: run.snapshots.path).sorted()
                == ["CURRENT", "step-00000020", "step-00000030", "step-00000040"])
    }

    @Test func allGenerationsSinceTheLastCheckpointStay() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        for step in 0..<6 {
            try publish(world, run, step: step)
            _ = try refresh(world, run)
        }
        #expect(try GenerationFolder(run.index).numbers() == [1, 2, 3, 4, 5, 6])
    }

    @Test func anIndexOfAnotherCorpusIsRefused() throws {
        let world = try TinyWorld()
        let other = try TinyWorld(Array(TinyTexts.documents.prefix(9)))
        let run = RunFolder(world.folder("run"))
        try publish(world, run, step: 0)
        let bundle = try ModelBundle(opening: run.snapshots.appending(path: "step-00000000"))
        let folder = GenerationFolder(run.index)
        try IndexRefresh.build(
            bundle, number: 1, step: 0, in: folder, store: world.store, documentTokens: 64, progress: { _, _ in })
        #expect(throws: VectorIndexError.alreadyPublished(folder: folder.folder.path, number: 1)) {
            try IndexRefresh.build(
                bundle, number: 1, step: 0, in: folder, store: other.store, documentTokens: 64, progress: { _, _ in })
        }
    }

    @Test func aSnapshotThatDidNotMakeTheGenerationIsNamed() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try publish(world, run, step: 0)
        _ = try refresh(world, run)
        try IndexSnapshot.publish(world.embedder(seed: 77), vocabulary: world.vocabulary, step: 0, run: run)
        let problem = #expect(throws: TrainingProblem.self) { try IndexSnapshot.current(run) }
        let snapshot = run.snapshots.appending(path: "step-00000000").path
        #expect(
            problem?.description == "\(snapshot) is not the embedder that made \(run.index.path)/gen-0001; "
                + "wait for the run's next index, or run its training again, which builds what it lacks")
        try FileManager.default.removeItem(atPath: snapshot)
        let gone = #expect(throws: TrainingProblem.self) { try IndexSnapshot.current(run) }
        let words = "\(snapshot) is gone: the embedder that made \(run.index.path)/gen-0001; "
        #expect(gone?.description.hasPrefix(words) == true)
    }
}
