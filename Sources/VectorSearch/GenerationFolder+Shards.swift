import Foundation

/// What can be told about a generation while several processes build it.
extension GenerationFolder {
    /// The newest step whose model some shard of a generation is being built with, or nil when none was begun.
    ///
    /// Shards join only when they were made with the same model, so whoever comes later takes the one that was begun.
    public func begunStep(number: Int) -> Int? {
        let folder = building(number)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { name -> Int? in
            guard name.hasPrefix("shard-"), name.hasSuffix(".json"),
                let data = try? Data(contentsOf: folder.appending(path: name))
            else { return nil }
            return try? JSONDecoder().decode(GenerationShard.Progress.self, from: data).manifest.step
        }.max()
    }

    /// Whether all rows of a shard are on the disk, made with the model of that step; its rows are not looked at.
    public func isComplete(number: Int, shard: Int, of shards: Int, step: Int) -> Bool {
        let files = GenerationShard(folder: building(number), shard: shard, shards: shards)
        guard let progress = files.progress(), progress.manifest.step == step else { return false }
        return progress.rows == files.rows(of: progress.manifest.count).count
    }
}
