import CZlib
import DurableFiles
import Foundation

/// The bytes of a gzip file, or of one that is not compressed, as zlib reads both.
final class GzipSource: ByteSource {
    private let file: URL
    private let stream: gzFile

    /// Takes over the descriptor.
    init(_ file: URL, _ descriptor: CInt) throws(FileProblem) {
        guard let stream = gzdopen(descriptor, "rb") else {
            close(descriptor)
            throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))")
        }
        self.file = file
        self.stream = stream
    }

    deinit { gzclose(stream) }

    var position: Int { max(0, Int(gzoffset(stream))) }

    func read(into piece: inout [UInt8]) throws(FileProblem) -> Int {
        // Unsafe because zlib writes through a pointer; it gets the length of what it may write.
        let count = piece.withUnsafeMutableBytes { gzread(stream, $0.baseAddress, UInt32($0.count)) }
        if count > 0 { return Int(count) }
        var code: Int32 = 0
        let words = gzerror(stream, &code).map { String(cString: $0) } ?? ""
        switch code {
        case Z_OK, Z_STREAM_END: return 0
        case Z_ERRNO: throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))")
        case Z_BUF_ERROR: throw .endsEarly(file)
        default: throw .damaged(file, words)
        }
    }
}
