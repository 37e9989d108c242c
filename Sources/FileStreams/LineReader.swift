package import DurableFiles
package import Foundation

/// The lines of a file, perhaps compressed, one at a time, in memory bounded by the longest line that is allowed.
///
/// A line ends with LF, or CR LF. A mark of byte order before the first one is passed over.
package final class LineReader {
    /// What `next` found.
    package enum Line { case whole, tooLong }

    /// The number of the line that `next` returned last, from 1.
    package private(set) var number = 0
    /// The line that `next` returned last, without its end; empty when it was too long.
    package private(set) var bytes: [UInt8] = []

    private let stream: ByteStream
    private let longestLine: Int
    private var piece = [UInt8](repeating: 0, count: 64 << 10)
    private var unread = 0..<0

    /// - Parameter longestLine: the most bytes of a line, its end aside; a longer one is passed over.
    /// - Throws: `FileProblem` when the file cannot be opened.
    package init(_ file: URL, longestLine: Int) throws(FileProblem) {
        stream = try ByteStream(file)
        self.longestLine = longestLine
    }

    /// How far the reading has come in the file as it lies on the disk.
    package var position: Int { stream.position }

    /// Reads the next line into `bytes`; nil at the end of the file.
    /// - Throws: `FileProblem` when the file cannot be read, is damaged, or ends inside compressed data.
    package func next() throws(FileProblem) -> Line? {
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
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        return line
    }
}
