import Crypto
import DurableFiles
import Foundation

/// A file that is written from its start to its end in large pieces, and hashed on the way.
final class BufferedFile {
    /// The bytes that were appended.
    private(set) var count = 0
    private let url: URL
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var hash = SHA256()
    private static let pieceSize = 1 << 18

    /// - Throws: `FileProblem` when the file cannot be made.
    init(_ url: URL) throws(FileProblem) {
        self.url = url
        do {
            try Data().write(to: url)
            handle = try FileHandle(forWritingTo: url)
        } catch {
            throw FileProblem(writing: url, error)
        }
        buffer.reserveCapacity(Self.pieceSize)
    }

    func append(_ bytes: some Collection<UInt8>) throws(FileProblem) {
        buffer.append(contentsOf: bytes)
        count += bytes.count
        if buffer.count >= Self.pieceSize { try flush() }
    }

    /// Appends the lowest byte first.
    func append(numbers: [some FixedWidthInteger]) throws(FileProblem) {
        var bytes: [UInt8] = []
        for number in numbers {
            for shift in stride(from: 0, to: number.bitWidth, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        try append(bytes)
    }

    /// Writes what is left and closes the file.
    /// - Returns: the SHA-256 of all bytes.
    func finish() throws(FileProblem) -> [UInt8] {
        try flush()
        do { try handle.close() } catch { throw FileProblem(writing: url, error) }
        return Array(hash.finalize())
    }

    private func flush() throws(FileProblem) {
        hash.update(data: buffer)
        do { try handle.write(contentsOf: Data(buffer)) } catch { throw FileProblem(writing: url, error) }
        buffer.removeAll(keepingCapacity: true)
    }
}
