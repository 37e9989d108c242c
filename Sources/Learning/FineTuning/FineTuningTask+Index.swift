import Corpora
import DurableFiles
import Foundation
import Realm
import VectorSearch

/// Rebuilding the index while questions are learned from, where `finetune.refreshEvery` asks for it.
///
/// Training waits for it: fine-tuning is short, and a process beside it would search with weights that are soon old.
extension FineTuningTask {
    private static let generation = "generation"

    /// Takes the index that the run would have searched at this step.
    func takeIndex(at step: Int) throws {
        guard configuration.finetune.refreshEvery > 0 else { return }
        if let number = memory[Self.generation] {
            let searched = try IndexRefresh.resume(
                run, generation: number, step: step, embedder: finder.embedder, corpus: finder.corpus,
                documentTokens: configuration.embedder.documentTokens, progress: { _, _ in }, report: { _ in })
            try take(searched.generation)
        } else {
            // The given index is searched; what an ended start built belongs to weights that are gone.
            for folder in [run.index, run.snapshots] where FileManager.default.fileExists(atPath: folder.path) {
                do { try FileManager.default.removeItem(at: folder) } catch {
                    throw FileProblem(writing: folder, error)
                }
            }
        }
    }

    /// Embeds all blocks with today's weights when it is time, and at the end, so that the model has an index of its own.
    func refreshIndex(after step: Int) throws -> [(String, Double)] {
        let every = configuration.finetune.refreshEvery
        guard every > 0, step == steps || step.isMultiple(of: every) else { return [] }
        try IndexSnapshot.publish(finder.embedder, vocabulary: finder.corpus.vocabulary, step: step, run: run)
        try take(
            IndexRefresh.settle(
                run, step: step, corpus: finder.corpus, documentTokens: configuration.embedder.documentTokens,
                progress: { _, _ in }, report: { _ in }))
        return [(Self.generation, Double(memory[Self.generation] ?? 0))]
    }

    private func take(_ generation: Generation) throws {
        try generation.check(corpus: finder.corpus.store.fingerprint)
        finder = finder.searching(generation.index)
        documentModel = generation.manifest.model
        memory[Self.generation] = generation.manifest.number
    }
}
