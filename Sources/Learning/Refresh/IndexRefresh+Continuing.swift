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
    /// One that an earlier start of the same run made, or began to make, is taken; everything later is removed.
    static func begin(
        _ run: RunFolder, _ embedder: Embedder, corpus: LearningCorpus, documentTokens: Int,
        progress: (Int, Int) -> Void
    ) throws {
        try IndexSnapshot.publish(embedder, vocabulary: corpus.vocabulary, step: 0, run: run)
        let model = try ModelBundle(opening: run.snapshots.appending(path: RunFolder.name(ofStep: 0)))
            .embedderFingerprint()
        let folder = GenerationFolder(run.index)
        if try !folder.numbers().isEmpty {
            let first = (try? folder.open(number: 1))?.manifest
            if let first, first.step == 0, first.model == model, first.corpus == corpus.store.fingerprint {
                try rewind(run, toGeneration: 1, step: 0)
            } else {
                do { try FileManager.default.removeItem(at: run.index) } catch {
                    throw FileProblem(writing: run.index, error)
                }
            }
        }
        try refresh(run: run, store: corpus.store, documentTokens: documentTokens, progress: progress)
    }

    /// Waits until there is a generation of the newest snapshot, which this process makes.
    ///
    /// Refreshers that the trainer did not start may still publish an older one: it is let pass, and the work begun again.
    static func settle(
        _ run: RunFolder, corpus: LearningCorpus, documentTokens: Int, progress: (Int, Int) -> Void
    ) throws {
        let folder = GenerationFolder(run.index)
        for attempt in 1...20 {
            let before = try folder.currentNumber()
            do {
                try refresh(run: run, store: corpus.store, documentTokens: documentTokens, progress: progress)
                return
            } catch {
                var isOthersDoing = try folder.currentNumber() != before
                if case VectorIndexError.busy = error { isOthersDoing = true }
                guard isOthersDoing, attempt < 20 else { throw error }
                Thread.sleep(forTimeInterval: 0.5)
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
        try GenerationFolder(run.index).rewind(to: number)
        let steps = RunFolder.steps(in: run.snapshots)
        guard let newest = steps.last(where: { $0 <= step }) else { return }
        try CurrentPointer(in: run.snapshots).swap(to: RunFolder.name(ofStep: newest))
        for later in steps where later > step {
            let folder = run.snapshots.appending(path: RunFolder.name(ofStep: later))
            do { try FileManager.default.removeItem(at: folder) } catch { throw FileProblem(writing: folder, error) }
        }
    }
}
