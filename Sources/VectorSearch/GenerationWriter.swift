import DurableFiles
import Foundation

/// Writes the rows of one shard of a new index generation, piece by piece, and goes on after a kill.
///
/// A piece is safe on the disk when `append` returns. One process at a time may write a shard.
public final class GenerationWriter {
    /// What is being built.
    public let manifest: IndexManifest
    /// The rows of the whole matrix that this shard has to write.
    public let rows: Range<Int>
    /// How many of them are on the disk; the next to embed is `rows.lowerBound + rowsWritten`.
    public private(set) var rowsWritten: Int

    private let files: GenerationShard
    /// Nil when the generation was published before, so that nothing is left to write.
    private let open: (handle: FileHandle, lock: FileLock)?
    private var checksum = RollingChecksum()

    /// Whether all rows of the shard are on the disk.
    public var isComplete: Bool { rowsWritten == rows.count }

    /// A shard of a generation that is already published.
    init(published manifest: IndexManifest, _ files: GenerationShard) {
        self.manifest = manifest
        self.files = files
        rows = files.rows(of: manifest.count)
        rowsWritten = rows.count
        open = nil
    }

    /// Goes on where the files stop when they describe the same rows and are intact, else begins anew.
    init(_ wanted: IndexManifest, _ files: GenerationShard) throws {
        self.files = files
        rows = files.rows(of: wanted.count)
        do {
            try FileManager.default.createDirectory(at: files.folder, withIntermediateDirectories: true)
        } catch {
            throw FileProblem(writing: files.folder, error)
        }
        guard let lock = try FileLock.take(files.lockFile) else {
            throw VectorIndexError.busy(path: files.lockFile.path)
        }
        let rowBytes = wanted.width * MemoryLayout<Float>.size
        if let former = files.progress(), former.manifest.describesSameRows(as: wanted), former.rows >= 0,
            former.rows <= rows.count,
            let checksum = try? files.checksum(ofFirst: former.rows * rowBytes),
            checksum.hexadecimal == former.checksum
        {
            manifest = former.manifest
            rowsWritten = former.rows
            self.checksum = checksum
        } else {
            manifest = wanted
            rowsWritten = 0
        }
        do {
            if !FileManager.default.fileExists(atPath: files.rowsFile.path) { try Data().write(to: files.rowsFile) }
            let handle = try FileHandle(forUpdating: files.rowsFile)
            // What a kill left after the last safe piece is cut off.
            if try handle.seekToEnd() != UInt64(rowsWritten * rowBytes) {
                try handle.truncate(atOffset: UInt64(rowsWritten * rowBytes))
            }
            open = (handle, lock)
        } catch {
            throw FileProblem(writing: files.rowsFile, error)
        }
        try files.write(.init(manifest: manifest, rows: rowsWritten, checksum: checksum.hexadecimal))
    }

    /// Appends whole rows and waits until the disk has them.
    /// - Parameter vectors: [rows, width], row-major.
    /// - Throws: `VectorIndexError` when they are no whole rows, not finite or too many; `FileProblem` when they cannot
    ///   be written. The shard is then as before, and the same rows can be appended again.
    public func append(_ vectors: [Float]) throws {
        let width = manifest.width
        guard vectors.count.isMultiple(of: width) else {
            throw VectorIndexError.partialVector(values: vectors.count, width: width)
        }
        let new = vectors.count / width
        guard rowsWritten + new <= rows.count, let handle = open?.handle else {
            if new == 0 { return }
            throw VectorIndexError.tooManyRows(
                shard: files.shard, of: files.shards, rows: rowsWritten + new, expected: rows.count)
        }
        if let place = vectors.firstIndex(where: { !$0.isFinite }) {
            throw VectorIndexError.notFinite(vector: rows.lowerBound + rowsWritten + place / width)
        }
        // Unsafe only to see the floats as the bytes they are written as.
        let bytes = vectors.withUnsafeBytes { Data($0) }
        var checksum = checksum
        checksum.update(bytes)
        do {
            try handle.seek(toOffset: UInt64(rowsWritten * width * MemoryLayout<Float>.size))
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
        } catch {
            throw FileProblem(writing: files.rowsFile, error)
        }
        try files.write(.init(manifest: manifest, rows: rowsWritten + new, checksum: checksum.hexadecimal))
        self.checksum = checksum
        rowsWritten += new
    }
}
