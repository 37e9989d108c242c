import DurableFiles
public import Corpora
import Foundation
import Realm
public import VectorSearch

/// Embeds the whole corpus with a snapshot and publishes the result as the next index generation (paper §3.3).
public enum IndexRefresh {
    /// How many blocks are embedded between two durable marks of progress.
    private static let piece = 512
    /// Generations and snapshots that stay on disk.
    static let kept = 3

    /// Builds the generation of the newest snapshot, unless it is there; continues one that was left unfinished.
    /// - Returns: the number of the generation that was published, or nil when the index is up to date.
    @discardableResult
    public static func refresh(
        run: RunFolder, store: BlockStore, documentTokens: Int, progress: (Int, Int) -> Void
    ) throws -> Int? {
        guard let snapshot = try CurrentPointer(in: run.snapshots).read(),
            let step = Int(snapshot.lastPathComponent.dropFirst("step-".count))
        else { return nil }
        let folder = GenerationFolder(run.index)
        let current = try folder.current()
        if let current, current.manifest.step >= step { return nil }
        let number = (current?.manifest.number ?? 0) + 1
        let bundle = try ModelBundle(opening: snapshot)
        try build(
            bundle, number: number, step: step, in: folder, store: store, documentTokens: documentTokens,
            progress: progress)
        RunFolder.prune(run.snapshots, keeping: kept + 1, current: snapshot.lastPathComponent)
        return number
    }

    /// Embeds every block with a bundle's embedder into one generation.
    public static func build(
        _ bundle: ModelBundle, number: Int, step: Int, in folder: GenerationFolder, store: BlockStore,
        documentTokens: Int, progress: (Int, Int) -> Void
    ) throws {
        let corpus = try LearningCorpus(store, vocabulary: bundle.vocabulary)
        let embedder = try bundle.embedder()
        let blocks = BlockEmbedder(embedder, corpus: corpus, documentTokens: documentTokens)
        let writer = try folder.begin(
            number: number, count: store.count, width: embedder.configuration.embeddingWidth,
            corpus: store.fingerprint, model: bundle.embedderFingerprint(), step: step)
        var next = writer.rowsWritten
        while next < store.count {
            let range = next..<min(store.count, next + piece)
            try writer.append(blocks.embeddings(of: range))
            next = range.upperBound
            progress(next, store.count)
        }
        _ = try folder.publish(number: number, keeping: kept)
    }
}
