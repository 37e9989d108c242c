public import DurableFiles
public import Foundation

/// A file of any size of which parts are read, as it was when it was opened.
///
/// The file may be renamed or replaced meanwhile. It belongs to one thread at a time.
public final class RandomAccessFile {
    public let url: URL
    /// The number of its bytes.
    public let count: Int
    private let handle: FileHandle

    public init(_ url: URL) throws(FileProblem) {
        self.url = url
        do {
            handle = try FileHandle(forReadingFrom: url)
            count = Int(clamping: try handle.seekToEnd())
        } catch {
            throw FileProblem(reading: url, error)
        }
    }

    deinit { try? handle.close() }

    /// The bytes of a range, fewer where the file ends before.
    public func bytes(_ range: Range<Int>) throws(FileProblem) -> Data {
        let range = range.clamped(to: 0..<count)
        var bytes = Data()
        do {
            try handle.seek(toOffset: UInt64(range.lowerBound))
            while bytes.count < range.count, let piece = try handle.read(upToCount: range.count - bytes.count),
                !piece.isEmpty
            {
                bytes = bytes.isEmpty ? piece : bytes + piece
            }
        } catch {
            throw FileProblem(reading: url, error)
        }
        return bytes
    }
}
