import DurableFiles
import Foundation

extension GenerationFolder {
    /// Joins the complete shards of a generation, makes it the one that readers open, and removes old ones.
    ///
    /// The pointer only ever moves forward: publishing a generation older than the current one leaves it as it is. Called again
    /// after a kill, it does what was left to do.
    /// - Parameters:
    ///   - shards: into how many parts the generation was split.
    ///   - keeping: how many of the newest generations stay; the current one always does.
    /// - Throws: `VectorIndexError.incompleteShard` when rows are missing, or were made from something else than those of
    ///   the newest shard, `VectorIndexError.busy` when another process publishes, `FileProblem` when files are damaged or
    ///   cannot be written.
    public func publish(number: Int, shards: Int = 1, keeping: Int = 3) throws -> Generation {
        try Self.check(shards > 0, "the number of shards", shards, "1 or more")
        try Self.check(keeping > 0, "the number of generations to keep", keeping, "1 or more")
        let files = FileManager.default
        if !files.fileExists(atPath: published(number).path) {
            guard files.fileExists(atPath: building(number).path) else {
                throw VectorIndexError.noGeneration(folder: folder.path, number: number)
            }
        }
        let lockFile = folder.appending(path: ".publish.lock")
        guard let lock = try FileLock.take(lockFile) else { throw VectorIndexError.busy(path: lockFile.path) }
        return try withExtendedLifetime(lock) {
            if !files.fileExists(atPath: published(number).path) { try join(number, shards) }
            let generation = try open(number: number)
            // A damaged pointer counts as none, so that publishing mends it.
            let current = (try? currentNumber()) ?? nil
            if current.map({ $0 < number }) ?? true {
                try CurrentPointer(in: folder).swap(to: Self.name(of: number))
            }
            removeOutdated(current: max(current ?? number, number), keeping: keeping)
            return generation
        }
    }

    /// Writes the rows of all shards, checked on the way, as one matrix in its own folder.
    private func join(_ number: Int, _ shards: Int) throws {
        let parts = (0..<shards).map { GenerationShard(folder: building(number), shard: $0, shards: shards) }
        let progress = try parts.map { part in
            let found = part.progress()
            let expected = found.map { part.rows(of: $0.manifest.count).count }
            guard let found, found.rows == expected else {
                throw VectorIndexError.incompleteShard(
                    folder: part.folder.path, shard: part.shard, of: shards, rows: found?.rows ?? 0,
                    expected: expected ?? 0)
            }
            return found
        }
        let manifest = progress.map(\.manifest).max { $0.step < $1.step } ?? progress[0].manifest
        // Its writer is about to look, and to begin it anew.
        for (part, found) in zip(parts, progress) where !found.manifest.describesSameRows(as: manifest) {
            throw VectorIndexError.incompleteShard(
                folder: part.folder.path, shard: part.shard, of: shards, rows: 0,
                expected: part.rows(of: manifest.count).count)
        }
        let kind = FolderKind("an index generation", markedBy: ExactIndex.fileName)
        try DurableFolder.publish(published(number), replacing: kind) { aside in
            let file = aside.appending(path: ExactIndex.fileName)
            try Data().write(to: file)
            let output = try FileHandle(forWritingTo: file)
            defer { try? output.close() }
            for (part, found) in zip(parts, progress) {
                let bytes = found.rows * manifest.width * MemoryLayout<Float>.size
                let checksum = try part.checksum(ofFirst: bytes) { piece in
                    do { try output.write(contentsOf: piece) } catch { throw FileProblem(writing: file, error) }
                }
                guard checksum?.hexadecimal == found.checksum else {
                    throw FileProblem(
                        part.rowsFile,
                        "differs from what was written; run the shard's build again, which begins it anew")
                }
            }
            try manifest.write(to: aside)
        }
    }

    /// Removes generations before the newest `keeping`, and builds that can no longer become current.
    ///
    /// A folder is renamed first, so that no reader takes a half-removed one for whole. What cannot be removed now is
    /// removed next time: a published generation is worth more than the space of an old one.
    private func removeOutdated(current: Int, keeping: Int) {
        let files = FileManager.default
        let doomed = ".outdated-"
        let kept = Set((try? numbers())?.suffix(keeping) ?? []).union([current])
        for name in (try? entries()) ?? [] {
            let entry = folder.appending(path: name)
            let isBuild = name.hasSuffix(Self.buildingSuffix)
            let number = Self.number(of: isBuild ? String(name.dropLast(Self.buildingSuffix.count)) : name)
            if name.hasPrefix(doomed) {
                try? files.removeItem(at: entry)
            } else if let number, isBuild ? number <= current : !kept.contains(number) {
                let aside = folder.appending(path: "\(doomed)\(name)-\(UUID().uuidString)")
                try? files.moveItem(at: entry, to: aside)
                try? files.removeItem(at: aside)
            }
        }
    }
}
