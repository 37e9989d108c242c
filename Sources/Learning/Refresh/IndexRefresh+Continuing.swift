import Corpora
import DurableFiles
import Foundation
import Realm
import VectorSearch
import Wordpieces

/// What the trainer does about its index when a run begins or goes on.
extension IndexRefresh {
    /// Makes the first generation, with the embedder as it is before the first step.
    ///
    /// One that an earlier start of the same run made, or began to make, is taken; everything later is removed, and so is
    /// what was made of other weights, another corpus, or blocks cut at another length.
    static func begin(
        _ run: RunFolder, _ embedder: Embedder, corpus: LearningCorpus, documentTokens: Int,
        progress: (Int, Int) -> Void, report: (String) -> Void
    ) throws -> IndexSnapshot {
        try IndexSnapshot.publish(embedder, vocabulary: corpus.vocabulary, step: 0, run: run)
        let snapshot = try EmbedderSnapshot(run, step: 0)
        let folder = GenerationFolder(run.index)
        if try !folder.numbers().isEmpty {
            let first = (try? folder.open(number: 1))?.manifest
            if let first, snapshot.made(first), first.corpus == corpus.store.fingerprint,
                first.isOf(documentTokens: documentTokens)
            {
                try rewind(run, toGeneration: 1, step: 0)
            } else {
                // Snapshots first, so that a refresher that still embeds one of them gives that up.
                try removeSnapshots(run, after: 0)
                do { try FileManager.default.removeItem(at: run.index) } catch {
                    throw FileProblem(writing: run.index, error)
                }
            }
        }
        let made = try settle(
            run, step: 0, corpus: corpus, documentTokens: documentTokens, progress: progress, report: report)
        return try IndexSnapshot.of(made, run)
    }

    /// Waits until there is a generation of the newest snapshot, which this process makes.
    ///
    /// Refreshers that the trainer did not start may still publish an older one: it is let pass, and the work begun again.
    /// - Parameters:
    ///   - step: the snapshot's step.
    ///   - report: receives a line when another process must come to its end first.
    /// - Returns: that generation.
    @discardableResult
    static func settle(
        _ run: RunFolder, step: Int, corpus: LearningCorpus, documentTokens: Int, progress: (Int, Int) -> Void,
        report: (String) -> Void
    ) throws -> Generation {
        let folder = GenerationFolder(run.index)
        let snapshot = try EmbedderSnapshot(run, step: step)
        var (failures, waits) = (0, 0)
        while true {
            let current = try folder.current()
            if let made = try generation(madeWith: snapshot, in: folder, current: current) { return made }
            do {
                try refresh(
                    run: run, store: corpus.store, documentTokens: documentTokens, onlyNewest: true, progress: progress)
            } catch VectorIndexError.busy(let path) {
                // The lock goes with its process, however that ends.
                if waits == 0 { report("waiting for another process that builds the index: it holds \(path)") }
                waits += 1
                Thread.sleep(forTimeInterval: 0.5)
            } catch {
                failures += 1
                guard try folder.currentNumber() != current?.manifest.number, failures < 20 else { throw error }
            }
        }
    }

    /// Makes index and snapshots what they were at a checkpoint.
    ///
    /// Later ones were made with weights that the run will not have again, or will have again only if it repeats bit for
    /// bit.
    /// - Parameters:
    ///   - number: the generation that the checkpoint searched.
    ///   - step: the checkpoint's step.
    static func rewind(_ run: RunFolder, toGeneration number: Int, step: Int) throws {
        try GenerationFolder(run.index).rewind(to: number, step: step)
        try removeSnapshots(run, after: step)
    }

    /// Removes the snapshots of later steps, if there is one that is not later.
    static func removeSnapshots(_ run: RunFolder, after step: Int) throws {
        let steps = RunFolder.steps(in: run.snapshots)
        guard let newest = steps.last(where: { $0 <= step }) else { return }
        try CurrentPointer(in: run.snapshots).swap(to: RunFolder.name(ofStep: newest))
        for later in steps where later > step {
            let folder = run.snapshots.appending(path: RunFolder.name(ofStep: later))
            do { try FileManager.default.removeItem(at: folder) } catch { throw FileProblem(writing: folder, error) }
        }
    }
}
