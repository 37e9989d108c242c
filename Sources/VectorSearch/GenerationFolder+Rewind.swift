import DurableFiles
import Foundation

extension GenerationFolder {
    /// Makes an older generation the one that readers open, and removes those after it.
    ///
    /// A training run that goes on from a checkpoint needs it: what it built after the checkpoint was made from weights
    /// that it will not have again. Called again after a kill, it does what was left to do.
    /// - Throws: `VectorIndexError.noGeneration` when it is not there, `VectorIndexError.busy` when another process
    ///   publishes, `FileProblem` when the folder cannot be written.
    public func rewind(to number: Int) throws {
        _ = try open(number: number)
        let lockFile = folder.appending(path: ".publish.lock")
        guard let lock = try FileLock.take(lockFile) else { throw VectorIndexError.busy(path: lockFile.path) }
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
        }
    }
}
