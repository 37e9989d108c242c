import DurableFiles
import Foundation
import VectorSearch

/// Which generation a refresher builds next, and from which snapshot.
extension IndexRefresh {
    /// A generation that is to be built.
    struct Build {
        let number: Int
        let snapshot: EmbedderSnapshot
    }

    /// What there is to build, or nil when the newest snapshot has its generation.
    ///
    /// Numbers only grow: after a generation of weights that the run gave up comes one with a greater number, be its step
    /// smaller or not.
    static func nextBuild(
        _ run: RunFolder, _ folder: GenerationFolder, _ shard: RefreshShard, onlyNewest: Bool
    ) throws -> Build? {
        // The generation first: one that is later than the newest snapshot is then one that the run went back behind.
        let current = try latest(run, folder)
        guard let newest = try EmbedderSnapshot.newest(run),
            try generation(madeWith: newest, in: folder, current: current) == nil
        else { return nil }
        let number = (current?.manifest.number ?? 0) + 1
        let begun =
            onlyNewest ? nil : unfinished(number, run, folder, shard, newest: newest, current: current?.manifest)
        return Build(number: number, snapshot: begun ?? newest)
    }

    /// The generation that was made with a snapshot, or nil when there is none.
    /// - Parameter current: the one that readers open.
    static func generation(
        madeWith snapshot: EmbedderSnapshot, in folder: GenerationFolder, current: Generation?
    ) throws -> Generation? {
        guard let current, current.manifest.step >= snapshot.step else { return nil }
        if snapshot.made(current.manifest) { return current }
        // The run gave up the weights of the current one, and may be searching one before it.
        for number in try folder.numbers().reversed() {
            if let older = try? folder.open(number: number), snapshot.made(older.manifest) { return older }
        }
        return nil
    }

    /// The current generation, after one that a refresher published when it was killed has become it.
    private static func latest(_ run: RunFolder, _ folder: GenerationFolder) throws -> Generation? {
        let current = try folder.current()
        guard let last = try folder.numbers().last, last > current?.manifest.number ?? 0 else { return current }
        do {
            _ = try folder.publish(number: last, keeping: generationsToKeep(run, newest: last))
        } catch VectorIndexError.noGeneration, VectorIndexError.incompleteShard {
            // The trainer has gone back to a checkpoint at this instant, and removed it.
        }
        return try folder.current()
    }

    /// The snapshot that a generation is being built from already, if that is worth going on with.
    ///
    /// Shards join only when they were made from the same, so whoever comes later takes what was begun. A build of the
    /// whole corpus that was left unfinished is finished as well, so that an index comes of it however often the refresher
    /// is ended; not when its weights are much older than the newest: further behind them than before those of the
    /// current index.
    private static func unfinished(
        _ number: Int, _ run: RunFolder, _ folder: GenerationFolder, _ shard: RefreshShard, newest: EmbedderSnapshot,
        current: IndexManifest?
    ) -> EmbedderSnapshot? {
        guard let build = folder.begun(number: number, of: shard.count), build.step <= newest.step,
            let snapshot = try? EmbedderSnapshot(run, step: build.step), snapshot.made(build)
        else { return nil }
        // How old weights are that the run gave up says nothing.
        guard let current, (try? EmbedderSnapshot(run, step: current.step))?.made(current) == true else {
            return snapshot
        }
        guard build.step > current.step else { return nil }
        return !shard.isWhole || newest.step - build.step <= build.step - current.step ? snapshot : nil
    }
}
