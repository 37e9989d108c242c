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
    ///
    /// Of several refreshers each builds its shard, of the snapshot that the first of them took; the last one joins them.
    /// A build whose snapshot is removed meanwhile is given up: the trainer has gone back to a checkpoint.
    /// - Parameters:
    ///   - shard: the part that is built.
    ///   - onlyNewest: leave alone what was begun with an older snapshot.
    ///   - isWanted: asked now and then; when it says no, what was built so far is left for the next call.
    /// - Returns: the number of the generation that was published, or nil when the index is up to date, the build was given
    ///   up or is not wanted, or other shards are missing.
    /// - Throws: `VectorIndexError.busy` when another process builds the same or publishes, and what reading and writing
    ///   throw.
    @discardableResult
    public static func refresh(
        run: RunFolder, store: BlockStore, documentTokens: Int, shard: RefreshShard = .whole, onlyNewest: Bool = false,
        isWanted: () -> Bool = { true }, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> Int? {
        let folder = GenerationFolder(run.index)
        guard let next = try nextBuild(run, folder, shard, onlyNewest: onlyNewest) else { return nil }
        let (number, snapshot) = (next.number, next.snapshot)
        let keeping = generationsToKeep(run, newest: number)
        do {
            let isPublished: Bool
            if !shard.isWhole,
                folder.isComplete(
                    number: number, shard: shard.index, of: shard.count, model: snapshot.model, step: snapshot.step)
            {
                // Asked again and again while the others still build: nothing is opened for it.
                isPublished = try join(
                    number, shard, step: snapshot.step, model: snapshot.model, in: folder, keeping: keeping)
            } else {
                isPublished = try build(
                    ModelBundle(opening: snapshot.folder), number: number, step: snapshot.step, in: folder,
                    store: store, documentTokens: documentTokens, shard: shard, keeping: keeping,
                    isWanted: { isWanted() && snapshot.isThere }, progress: progress)
            }
            guard isPublished else { return nil }
        } catch {
            // Another one has published this generation meanwhile and removed what was being built, or the trainer has
            // gone back to a checkpoint and removed the snapshot.
            let current = (try? folder.currentNumber()) ?? nil
            guard !snapshot.isThere || current ?? 0 >= number else { throw error }
            return nil
        }
        try removeSnapshots(run, folder)
        return number
    }

    /// Embeds every block with a bundle's embedder into one generation.
    /// - Parameters:
    ///   - shard: the part of the blocks; the generation is there once all shards of the same number are.
    ///   - keeping: how many of the newest generations stay.
    ///   - isWanted: asked now and then; when it says no, what was built so far is left for the next call.
    /// - Returns: whether this call published the generation.
    /// - Throws: `VectorIndexError.alreadyPublished` when another one has published this number meanwhile.
    @discardableResult
    public static func build(
        _ bundle: ModelBundle, number: Int, step: Int, in folder: GenerationFolder, store: BlockStore,
        documentTokens: Int, shard: RefreshShard = .whole, keeping: Int = kept, isWanted: () -> Bool = { true },
        progress: (Int, Int) -> Void
    ) throws -> Bool {
        let corpus = try LearningCorpus(store, vocabulary: bundle.vocabulary)
        let embedder = try bundle.embedder()
        let model = try bundle.embedderFingerprint()
        let blocks = BlockEmbedder(embedder, corpus: corpus, documentTokens: documentTokens)
        let writer = try folder.begin(
            number: number, count: store.count, width: embedder.configuration.embeddingWidth,
            corpus: store.fingerprint, model: model, step: step, documentTokens: documentTokens,
            shard: shard.index, of: shard.count)
        var next = writer.rows.lowerBound + writer.rowsWritten
        while next < writer.rows.upperBound {
            guard isWanted() else { return false }
            let range = next..<min(writer.rows.upperBound, next + piece)
            try writer.append(blocks.embeddings(of: range))
            next = range.upperBound
            progress(next - writer.rows.lowerBound, writer.rows.count)
        }
        guard isWanted() else { return false }
        return try join(number, shard, step: step, model: model, in: folder, keeping: keeping)
    }

    /// Publishes a generation when all its shards are there.
    /// - Returns: false when others are still at it, or are publishing.
    private static func join(
        _ number: Int, _ shard: RefreshShard, step: Int, model: Fingerprint, in folder: GenerationFolder, keeping: Int
    ) throws -> Bool {
        do {
            let manifest = try folder.publish(number: number, shards: shard.count, keeping: keeping).manifest
            guard manifest.step == step, manifest.model == model else {
                throw VectorIndexError.alreadyPublished(folder: folder.folder.path, number: number)
            }
            return true
        } catch VectorIndexError.incompleteShard where !shard.isWhole {
            return false
        } catch VectorIndexError.busy where !shard.isWhole {
            return false
        }
    }
}
