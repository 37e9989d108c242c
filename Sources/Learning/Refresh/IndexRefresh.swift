public import Corpora
import DurableFiles
import Foundation
import Realm
public import VectorSearch

/// Embeds the whole corpus with a snapshot and publishes the result as the next index generation (paper §3.3).
public enum IndexRefresh {
    /// How many blocks are embedded between two durable marks of progress.
    private static let piece = 512
    /// The fewest generations that stay on disk.
    public static let kept = 3

    /// Builds the generation of the newest snapshot, unless it is there; continues one that was left unfinished.
    /// - Parameters:
    ///   - isWanted: asked now and then; when it says no, what was built so far is left for the next call.
    /// - Returns: the number of the generation that was published, or nil when the index is up to date or not wanted.
    @discardableResult
    public static func refresh(
        run: RunFolder, store: BlockStore, documentTokens: Int, isWanted: () -> Bool = { true },
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> Int? {
        guard let snapshot = try CurrentPointer(in: run.snapshots).read(),
            let step = RunFolder.step(ofName: snapshot.lastPathComponent)
        else { return nil }
        let folder = GenerationFolder(run.index)
        let current = try folder.current()
        if let current, current.manifest.step >= step { return nil }
        let number = (current?.manifest.number ?? 0) + 1
        let isBuilt = try build(
            ModelBundle(opening: snapshot), number: number, step: step, in: folder, store: store,
            documentTokens: documentTokens, keeping: generationsToKeep(run, newest: number), isWanted: isWanted,
            progress: progress)
        guard isBuilt else { return nil }
        try removeSnapshots(run, folder)
        return number
    }

    /// Embeds every block with a bundle's embedder into one generation.
    /// - Parameters:
    ///   - keeping: how many of the newest generations stay.
    ///   - isWanted: asked now and then; when it says no, what was built so far is left for the next call.
    /// - Returns: whether the generation is there.
    @discardableResult
    public static func build(
        _ bundle: ModelBundle, number: Int, step: Int, in folder: GenerationFolder, store: BlockStore,
        documentTokens: Int, keeping: Int = kept, isWanted: () -> Bool = { true }, progress: (Int, Int) -> Void
    ) throws -> Bool {
        let corpus = try LearningCorpus(store, vocabulary: bundle.vocabulary)
        let embedder = try bundle.embedder()
        let blocks = BlockEmbedder(embedder, corpus: corpus, documentTokens: documentTokens)
        let writer = try folder.begin(
            number: number, count: store.count, width: embedder.configuration.embeddingWidth,
            corpus: store.fingerprint, model: bundle.embedderFingerprint(), step: step)
        var next = writer.rowsWritten
        while next < store.count {
            guard isWanted() else { return false }
            let range = next..<min(store.count, next + piece)
            try writer.append(blocks.embeddings(of: range))
            next = range.upperBound
            progress(next, store.count)
        }
        _ = try folder.publish(number: number, keeping: keeping)
        return true
    }

    /// How many of the newest generations stay: all since the one that the newest checkpoint searched, at least.
    ///
    /// A run that is ended goes on with that one; before the first checkpoint it begins again, with the first generation.
    private static func generationsToKeep(_ run: RunFolder, newest: Int) -> Int {
        let memory = (try? Checkpoint.memory(of: run)) ?? nil
        return max(kept, newest - (memory?["generation"] ?? 1) + 1)
    }

    /// A generation can be searched only with its snapshot; those older than every generation are of no use.
    private static func removeSnapshots(_ run: RunFolder, _ folder: GenerationFolder) throws {
        guard let oldest = try folder.numbers().first else { return }
        let first = try folder.open(number: oldest).manifest.step
        for step in RunFolder.steps(in: run.snapshots) where step < first {
            try? FileManager.default.removeItem(at: run.snapshots.appending(path: RunFolder.name(ofStep: step)))
        }
    }
}
