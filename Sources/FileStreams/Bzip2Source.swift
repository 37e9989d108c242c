import CBzip2
import DurableFiles
import Foundation

/// The bytes of a bzip2 file, whose parts follow one another; Wikipedia's multistream dumps have a part a hundred pages.
final class Bzip2Source: ByteSource {
    private let file: URL
    private let handle: UnsafeMutablePointer<FILE>
    /// libbz2's reader of the part at hand; nil between two parts.
    private var part: UnsafeMutableRawPointer?
    /// What libbz2 has read beyond the end of the part before.
    private var ahead: [UInt8] = []
    private var hasEnded = false

    /// Whether the file begins as bzip2 files do: the word BZh, a digit, and the mark of a block or of the end.
    static func begins(_ descriptor: CInt) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 10)
        // Unsafe because the system writes through a pointer; a pipe cannot be looked ahead in and gives -1.
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == bytes.count, bytes.starts(with: Array("BZh".utf8)), (0x31...0x39).contains(bytes[3]) else {
            return false
        }
        return bytes[4...].elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
            || bytes[4...].elementsEqual([0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
    }

    /// Takes over the descriptor.
    init(_ file: URL, _ descriptor: CInt) throws(FileProblem) {
        guard let handle = fdopen(descriptor, "rb") else {
            close(descriptor)
            throw FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))")
        }
        self.file = file
        self.handle = handle
    }

    deinit {
        closePart()
        fclose(handle)
    }

    var position: Int { max(0, ftell(handle)) }

    func read(into piece: inout [UInt8]) throws(FileProblem) -> Int {
        while !hasEnded {
            if part == nil { try openPart() }
            var code = BZ_OK
            // Unsafe because libbz2 writes through a pointer; it gets the length of what it may write.
            let count = piece.withUnsafeMutableBytes { BZ2_bzRead(&code, part, $0.baseAddress, Int32($0.count)) }
            if code == BZ_STREAM_END { try endPart() } else if code != BZ_OK { throw problem(code) }
            if count > 0 { return Int(count) }
        }
        return 0
    }

    private func openPart() throws(FileProblem) {
        var code = BZ_OK
        part = ahead.withUnsafeMutableBytes { BZ2_bzReadOpen(&code, handle, 0, 0, $0.baseAddress, Int32($0.count)) }
        if code != BZ_OK { throw problem(code) }
    }

    /// Keeps what belongs to the next part, or finds that there is none.
    private func endPart() throws(FileProblem) {
        var code = BZ_OK
        var start: UnsafeMutableRawPointer?
        var count: Int32 = 0
        BZ2_bzReadGetUnused(&code, part, &start, &count)
        if code != BZ_OK { throw problem(code) }
        // Copied, because the bytes lie inside the reader that is closed next.
        ahead = Array(UnsafeRawBufferPointer(start: start, count: Int(count)))
        closePart()
        guard ahead.isEmpty else { return }
        let next = getc(handle)
        if next == EOF { hasEnded = true } else { ungetc(next, handle) }
    }

    private func closePart() {
        guard let open = part else { return }
        var code = BZ_OK
        BZ2_bzReadClose(&code, open)
        part = nil
    }

    private func problem(_ code: Int32) -> FileProblem {
        switch code {
        case BZ_UNEXPECTED_EOF: .endsEarly(file)
        case BZ_IO_ERROR: FileProblem(file, "cannot be read: \(String(cString: strerror(errno)))")
        case BZ_MEM_ERROR: FileProblem(file, "cannot be decompressed: there is not enough memory")
        case BZ_DATA_ERROR_MAGIC: .damaged(file, "no bzip2 data where a part should begin")
        default: .damaged(file, "bzip2's checks fail")
        }
    }
}
