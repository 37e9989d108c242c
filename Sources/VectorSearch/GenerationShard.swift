import DurableFiles
import Foundation

/// The files of one shard of a generation that is being built: its rows, and how many of them are safe.
///
/// The progress file is replaced after the rows have reached the disk, so whatever it counts is there after a crash.
struct GenerationShard {
    /// What the progress file holds.
    struct Progress: Codable {
        var manifest: IndexManifest
        var rows: Int
        /// `RollingChecksum` of the rows, in hexadecimal.
        var checksum: String
    }

    let folder: URL
    let shard: Int
    let shards: Int

    private var name: String { "shard-\(shard)-of-\(shards)" }
    var rowsFile: URL { folder.appending(path: "\(name).f32") }
    var progressFile: URL { folder.appending(path: "\(name).json") }
    var lockFile: URL { folder.appending(path: "\(name).lock") }

    /// The rows of the matrix that belong to this shard.
    func rows(of count: Int) -> Range<Int> { count * shard / shards..<count * (shard + 1) / shards }

    /// The progress so far; nil when there is none, or it cannot be understood, for then the shard is begun again.
    func progress() -> Progress? {
        guard let data = try? Data(contentsOf: progressFile) else { return nil }
        return try? JSONDecoder().decode(Progress.self, from: data)
    }

    func write(_ progress: Progress) throws {
        try DurableFile.write(try JSONEncoder().encode(progress), to: progressFile)
    }

    /// The shards that were begun in a generation's folder.
    static func begun(in folder: URL) -> [GenerationShard] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { name -> GenerationShard? in
            // shard-0-of-2.json
            let words = name.split(separator: "-")
            guard words.count == 4, name.hasSuffix(".json"), let shard = Int(words[1]),
                let shards = Int(words[3].dropLast(".json".count))
            else { return nil }
            let found = GenerationShard(folder: folder, shard: shard, shards: shards)
            return found.progressFile.lastPathComponent == name ? found : nil
        }
    }

    /// Forgets the rows, so that whoever writes the shard begins anew; the lock stays, for another may be about to take it.
    func remove() throws(FileProblem) {
        for file in [progressFile, rowsFile] where FileManager.default.fileExists(atPath: file.path) {
            do { try FileManager.default.removeItem(at: file) } catch { throw FileProblem(writing: file, error) }
        }
    }

    /// Reads the first `bytes` of the rows in pieces; nil when the file is shorter.
    func checksum(ofFirst bytes: Int, _ piece: (Data) throws -> Void = { _ in }) throws -> RollingChecksum? {
        let handle: FileHandle
        do { handle = try FileHandle(forReadingFrom: rowsFile) } catch { throw FileProblem(reading: rowsFile, error) }
        defer { try? handle.close() }
        var checksum = RollingChecksum()
        var left = bytes
        while left > 0 {
            guard let data = try handle.read(upToCount: min(left, 1 << 22)), !data.isEmpty else { return nil }
            checksum.update(data)
            try piece(data)
            left -= data.count
        }
        return checksum
    }
}

/// A checksum that goes on where it stopped (FNV-1a over bytes, 64 bits), to recognise rows after a crash.
struct RollingChecksum: Equatable {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    var hexadecimal: String { String(value, radix: 16) }

    mutating func update(_ data: Data) {
        var value = value
        data.withUnsafeBytes { bytes in
            for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        self.value = value
    }
}
