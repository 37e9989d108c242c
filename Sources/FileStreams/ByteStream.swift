package import DurableFiles
package import Foundation

/// The bytes of a file piece by piece, decompressed on the way where the file is gzip or bzip2, in several parts too.
///
/// The first bytes tell how a file is compressed, not its name. Pipes are read as well, but for bzip2, which is told
/// by looking ahead.
package final class ByteStream {
    private let source: any ByteSource

    /// - Throws: `FileProblem` when the file cannot be opened.
    package init(_ file: URL) throws(FileProblem) {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))") }
        if Bzip2Source.begins(descriptor) {
            source = try Bzip2Source(file, descriptor)
        } else {
            source = try GzipSource(file, descriptor)
        }
    }

    /// How far the reading has come in the file as it lies on the disk.
    package var position: Int { source.position }

    /// Fills the front of `piece` and returns how many bytes it put there; 0 at the end.
    /// - Throws: `FileProblem` when the file cannot be read, is damaged, or ends inside compressed data.
    package func read(into piece: inout [UInt8]) throws(FileProblem) -> Int { try source.read(into: &piece) }

    /// The whole file, or nil when it holds more than `limit` bytes.
    package func readAll(limit: Int) throws(FileProblem) -> [UInt8]? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try read(into: &piece)
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { return nil }
            bytes += piece[..<count]
        }
    }
}

/// Something that bytes are read from, decompressed.
protocol ByteSource {
    /// How far the reading has come in the file as it lies on the disk.
    var position: Int { get }

    /// Fills the front of `piece` and returns how many bytes it put there; 0 at the end.
    func read(into piece: inout [UInt8]) throws(FileProblem) -> Int
}

extension FileProblem {
    /// The file was cut off while it was copied.
    static func endsEarly(_ file: URL) -> FileProblem {
        FileProblem(file, "ends inside compressed data; copy or download it again")
    }

    /// Compressed data that cannot be decompressed; `words` are the library's.
    static func damaged(_ file: URL, _ words: String) -> FileProblem {
        FileProblem(file, "is damaged compressed data (\(words)); copy or download it again")
    }
}
