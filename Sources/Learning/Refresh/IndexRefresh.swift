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
    /// - Parameters:
    ///   - shard: the part that is built.
    ///   - isWanted: asked now and then; when it says no, what was built so far is left for the next call.
    /// - Returns: the number of the generation that was published, or nil when the index is up to date or not wanted.
    @discardableResult
    public static func refresh(
        run: RunFolder, store: BlockStore, documentTokens: Int, shard: RefreshShard = .whole,
        isWanted: () -> Bool = { true }, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> Int? {
        guard let newest = try CurrentPointer(in: run.snapshots).read(),
            var step = RunFolder.step(ofName: newest.lastPathComponent)
        else { return nil }
        let folder = GenerationFolder(run.index)
        let current = try folder.current()
        if let current, current.manifest.step >= step { return nil }
        let number = (current?.manifest.number ?? 0) + 1
        var snapshot = newest
        if !shard.isWhole, let begun = folder.begunStep(number: number), begun > current?.manifest.step ?? -1 {
            let taken = run.snapshots.appending(path: RunFolder.name(ofStep: begun))
            if FileManager.default.fileExists(atPath: taken.path) { (snapshot, step) = (taken, begun) }
        }
        let keeping = generationsToKeep(run, newest: number)
        let isPublished: Bool
        if !shard.isWhole, folder.isComplete(number: number, shard: shard.index, of: shard.count, step: step) {
            // Asked again and again while the others still build: nothing is opened for it.
            isPublished = try join(number, shard, in: folder, keeping: keeping)
        } else {
            do {
                isPublished = try build(
                    ModelBundle(opening: snapshot), number: number, step: step, in: folder, store: store,
                    documentTokens: documentTokens, shard: shard, keeping: keeping, isWanted: isWanted,
                    progress: progress)
            } catch {
                // Another one has published this generation meanwhile, and removed what was being built.
                if !shard.isWhole, let now = try folder.currentNumber(), now >= number { return nil }
                throw error
            }
        }
        guard isPublished else { return nil }
        try removeSnapshots(run, folder)
        return number
    }

    /// Embeds every block with a bundle's embedder into one generation.
    /// - Parameters:
    ///   - shard: the part of the blocks; the generation is there once all shards of the same number are.
    ///   - keeping: how many of the newest generations stay.
    ///   - isWanted: asked now and then; when it says no, what was built so far is left for the next call.
    /// - Returns: whether this call published the generation.
    @discardableResult
    public static func build(
        _ bundle: ModelBundle, number: Int, step: Int, in folder: GenerationFolder, store: BlockStore,
        documentTokens: Int, shard: RefreshShard = .whole, keeping: Int = kept, isWanted: () -> Bool = { true },
        progress: (Int, Int) -> Void
    ) throws -> Bool {
        let corpus = try LearningCorpus(store, vocabulary: bundle.vocabulary)
        let embedder = try bundle.embedder()
        let blocks = BlockEmbedder(embedder, corpus: corpus, documentTokens: documentTokens)
        let writer = try folder.begin(
            number: number, count: store.count, width: embedder.configuration.embeddingWidth,
            corpus: store.fingerprint, model: bundle.embedderFingerprint(), step: step, shard: shard.index,
            of: shard.count)
        var next = writer.rows.lowerBound + writer.rowsWritten
        while next < writer.rows.upperBound {
            guard isWanted() else { return false }
            let range = next..<min(writer.rows.upperBound, next + piece)
            try writer.append(blocks.embeddings(of: range))
            next = range.upperBound
            progress(next - writer.rows.lowerBound, writer.rows.count)
        }
        return try join(number, shard, in: folder, keeping: keeping)
    }

    /// Publishes a generation when all its shards are there.
    /// - Returns: false when others are still at it, or are publishing.
    private static func join(
        _ number: Int, _ shard: RefreshShard, in folder: GenerationFolder, keeping: Int
    ) throws -> Bool {
        do {
            _ = try folder.publish(number: number, shards: shard.count, keeping: keeping)
            return true
        } catch VectorIndexError.incompleteShard where !shard.isWhole {
            return false
        } catch VectorIndexError.busy where !shard.isWhole {
            return false
        }
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
