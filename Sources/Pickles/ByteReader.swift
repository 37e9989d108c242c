public import DurableFiles
import Foundation

/// Reads a stretch of a file from its start to its end through a buffer.
public struct ByteReader {
    public let file: RandomAccessFile
    /// The place of the next byte in the file.
    public private(set) var position: Int
    /// Where the stretch ends.
    public let end: Int
    private var buffer: [UInt8] = []
    private var next = 0
    private let pieceSize: Int

    /// - Parameters:
    ///   - range: the stretch; what lies behind the end of the file is not part of it.
    ///   - pieceSize: how many bytes are read at a time.
    public init(_ file: RandomAccessFile, _ range: Range<Int>, pieceSize: Int = 1 << 18) {
        let range = range.clamped(to: 0..<file.count)
        self.file = file
        self.pieceSize = pieceSize
        (position, end) = (range.lowerBound, range.upperBound)
    }

    /// The next byte; nil at the end.
    public mutating func byte() throws(FileProblem) -> UInt8? {
        if next == buffer.count {
            guard try fill() else { return nil }
        }
        defer { advance(1) }
        return buffer[next]
    }

    /// The next `count` bytes; nil when the stretch ends before.
    public mutating func bytes(_ count: Int) throws(FileProblem) -> [UInt8]? {
        guard count <= end - position else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            if next == buffer.count {
                guard try fill() else { return nil }
            }
            let taken = min(count - bytes.count, buffer.count - next)
            bytes += buffer[next..<next + taken]
            advance(taken)
        }
        return bytes
    }

    private mutating func advance(_ count: Int) {
        next += count
        position += count
    }

    private mutating func fill() throws(FileProblem) -> Bool {
        buffer = [UInt8](try file.bytes(position..<min(end, position + pieceSize)))
        next = 0
        return !buffer.isEmpty
    }
}
