import DurableFiles
import Foundation

/// The lines of a file, one at a time, in memory bounded by the longest line that is allowed.
final class LineReader {
    enum Line { case whole, tooLong }

    /// The number of the line that `next` returned last, from 1.
    private(set) var number = 0
    /// The line that `next` returned last, without its end; empty when it was too long.
    private(set) var bytes: [UInt8] = []

    private let stream: ByteStream
    private let longestLine: Int
    private var piece = [UInt8](repeating: 0, count: 64 << 10)
    private var unread = 0..<0

    init(_ file: URL, longestLine: Int) throws(FileProblem) {
        stream = try ByteStream(file)
        self.longestLine = longestLine
    }

    /// How far the reading has come in the file as it lies on the disk.
    var position: Int { stream.position }

    /// Reads the next line into `bytes`; nil at the end of the file.
    func next() throws(FileProblem) -> Line? {
        // One enormous line must not keep its memory for the rest of the file.
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        var line: Line?
        while true {
            if unread.isEmpty {
                unread = 0..<(try stream.read(into: &piece))
                if unread.isEmpty { break }
            }
            if line == nil {
                line = .whole
                number += 1
            }
            let newline = piece[unread].firstIndex(of: UInt8(ascii: "\n"))
            let part = unread.lowerBound..<(newline ?? unread.upperBound)
            unread = min(part.upperBound + 1, unread.upperBound)..<unread.upperBound
            if bytes.count + part.count > longestLine { line = .tooLong }
            if line == .tooLong {
                bytes = []
            } else {
                bytes += piece[part]
            }
            if newline != nil { break }
        }
        if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        return line
    }
}
