public import DurableFiles

/// What can be told about a generation while several processes build it.
extension GenerationFolder {
    /// What the newest shard of a generation is being built from, or nil when none was begun.
    ///
    /// Shards join only when they were made from the same, so whoever comes later takes what was begun.
    /// - Parameter shards: into how many parts the generation is split; those of another split never join these.
    public func begun(number: Int, of shards: Int = 1) -> IndexManifest? {
        GenerationShard.begun(in: building(number)).filter { $0.shards == shards }
            .compactMap { $0.progress()?.manifest }.max { $0.step < $1.step }
    }

    /// Whether all rows of a shard are on the disk, made with a step's model; its rows are not looked at.
    public func isComplete(number: Int, shard: Int, of shards: Int, model: Fingerprint, step: Int) -> Bool {
        let files = GenerationShard(folder: building(number), shard: shard, shards: shards)
        guard let progress = files.progress(), progress.manifest.step == step, progress.manifest.model == model else {
            return false
        }
        return progress.rows == files.rows(of: progress.manifest.count).count
    }
}
