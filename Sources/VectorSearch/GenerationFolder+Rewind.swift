import DurableFiles
import Foundation

extension GenerationFolder {
    /// How many seconds a rewind waits for another process that publishes; joining a large index takes minutes.
    private static let patience = 300.0

    /// Makes an older generation the one that readers open, and removes those after it.
    ///
    /// A training run that goes on from a checkpoint needs it: what it built after the checkpoint was made from weights
    /// that it will not have again. Rows of such weights that wait to be joined are removed too, but for shards that are
    /// being written at this instant. Called again after a kill, it does what was left to do.
    /// - Parameters:
    ///   - number: the generation to go back to.
    ///   - step: the trainer's step that it goes on from; what is built from the weights of a later one is removed.
    /// - Throws: `VectorIndexError.noGeneration` when it is not there, `VectorIndexError.busy` when another process
    ///   does not come to the end of publishing, `FileProblem` when the folder cannot be written.
    public func rewind(to number: Int, step: Int) throws {
        _ = try open(number: number)
        let lockFile = folder.appending(path: ".publish.lock")
        guard let lock = try FileLock.take(lockFile, patience: Self.patience) else {
            throw VectorIndexError.busy(path: lockFile.path)
        }
        try withExtendedLifetime(lock) {
            try CurrentPointer(in: folder).swap(to: Self.name(of: number))
            for later in try numbers() where later > number {
                // Renamed first, so that no reader takes a half-removed one for whole.
                let aside = folder.appending(path: ".outdated-\(Self.name(of: later))-\(UUID().uuidString)")
                do {
                    try FileManager.default.moveItem(at: published(later), to: aside)
                    try FileManager.default.removeItem(at: aside)
                } catch {
                    throw FileProblem(writing: published(later), error)
                }
            }
            for name in try entries() where name.hasSuffix(Self.buildingSuffix) {
                try removeShards(in: folder.appending(path: name), after: step)
            }
        }
    }

    /// Forgets the shards of later steps.
    ///
    /// One that is locked has a writer, whose files must not vanish below it.
    private func removeShards(in build: URL, after step: Int) throws {
        for shard in GenerationShard.begun(in: build) {
            guard let lock = try FileLock.take(shard.lockFile) else { continue }
            try withExtendedLifetime(lock) {
                if let progress = shard.progress(), progress.manifest.step > step { try shard.remove() }
            }
        }
    }
}
