import Corpora
import DurableFiles
import Foundation
import Realm
import VectorSearch
import Wordpieces

/// The index of a run that goes on from a checkpoint.
extension IndexRefresh {
    /// Gives the generation that a checkpoint searched, and removes everything later.
    ///
    /// Where it is gone, or cannot be searched, its successor is built again from the newest snapshot that the checkpoint
    /// can have seen; where there is none either, from the checkpoint's own weights.
    /// - Parameters:
    ///   - number: the generation that the checkpoint searched.
    ///   - step: the checkpoint's step.
    ///   - embedder: has the checkpoint's weights.
    ///   - report: receives a line when the index is built again, with the reason.
    /// - Throws: `VectorIndexError.busy` when another process does not come to the end of publishing, and what reading,
    ///   embedding and writing throw.
    static func resume(
        _ run: RunFolder, generation number: Int, step: Int, embedder: Embedder, corpus: LearningCorpus,
        documentTokens: Int, progress: (Int, Int) -> Void, report: (String) -> Void
    ) throws -> IndexSnapshot {
        do {
            try rewind(run, toGeneration: number, step: step)
            // By its number: refreshers that the trainer did not start may publish another one at this instant.
            let generation = try GenerationFolder(run.index).open(number: number)
            try generation.check(corpus: corpus.store.fingerprint)
            return try IndexSnapshot.of(generation, run)
        } catch {
            if case VectorIndexError.busy = error { throw error }
            report("the index that the checkpoint searched cannot be used (\(error)); it is built again")
        }
        let made = try snapshot(run, for: step, embedder, vocabulary: corpus.vocabulary)
        let folder = GenerationFolder(run.index)
        while true {
            // A greater number than all, so that readers open it whatever is left of the others.
            let next = max(number, try folder.nextNumber())
            do {
                try build(
                    ModelBundle(opening: made.folder), number: next, step: made.step, in: folder, store: corpus.store,
                    documentTokens: documentTokens, progress: progress)
                return try IndexSnapshot.of(folder.open(number: next), run)
            } catch VectorIndexError.busy, VectorIndexError.alreadyPublished {
                // Refreshers that the trainer did not start build that one; it is let pass.
                Thread.sleep(forTimeInterval: 0.5)
            }
        }
    }

    /// The newest snapshot that is whole and not later than a step; one of today's weights where there is none.
    private static func snapshot(
        _ run: RunFolder, for step: Int, _ embedder: Embedder, vocabulary: Vocabulary
    ) throws -> EmbedderSnapshot {
        let whole = RunFolder.steps(in: run.snapshots).last { candidate in
            let folder = run.snapshots.appending(path: RunFolder.name(ofStep: candidate))
            return candidate <= step && (try? DurableFolder.verify(folder, thoroughly: false)) != nil
        }
        if whole == nil { try IndexSnapshot.publish(embedder, vocabulary: vocabulary, step: step, run: run) }
        try removeSnapshots(run, after: step)
        return try EmbedderSnapshot(run, step: whole ?? step)
    }
}
