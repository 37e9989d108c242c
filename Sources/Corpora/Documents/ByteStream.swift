import CZlib
import DurableFiles
import Foundation

/// The bytes of a file piece by piece, decompressed on the way where the file is gzip.
final class ByteStream {
    private let file: URL
    private let stream: gzFile

    /// - Throws: `FileProblem` when the file cannot be opened.
    init(_ file: URL) throws(FileProblem) {
        guard let stream = gzopen(file.path, "rb") else {
            throw FileProblem(file, "cannot be opened: \(String(cString: strerror(errno)))")
        }
        self.file = file
        self.stream = stream
    }

    deinit { gzclose(stream) }

    /// How far the reading has come in the file as it lies on the disk.
    var position: Int { max(0, Int(gzoffset(stream))) }

    /// Fills the front of `piece` and returns how many bytes it put there; 0 at the end.
    /// - Throws: `FileProblem` when the file cannot be read, is damaged, or ends inside compressed data.
    func read(into piece: inout [UInt8]) throws(FileProblem) -> Int {
        let count = piece.withUnsafeMutableBytes { gzread(stream, $0.baseAddress, UInt32($0.count)) }
        if count > 0 { return Int(count) }
        var code: Int32 = 0
        let words = gzerror(stream, &code).map { String(cString: $0) } ?? ""
        switch code {
        case Z_OK, Z_STREAM_END: return 0
        case Z_ERRNO: throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))")
        case Z_BUF_ERROR: throw FileProblem(file, "ends inside compressed data; copy or download it again")
        default: throw FileProblem(file, "is damaged compressed data (\(words)); copy or download it again")
        }
    }

    /// The whole file, or nil when it holds more than `limit` bytes.
    func readAll(limit: Int) throws(FileProblem) -> [UInt8]? {
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
