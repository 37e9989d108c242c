package import DurableFiles
package import Foundation

/// The records of a TFRecord file, perhaps compressed, one at a time, in memory bounded by the longest that is allowed.
///
/// A record is its length (64 bits), the masked CRC-32C of the length, its bytes, and the masked CRC-32C of these; all
/// numbers are little-endian.
package final class TFRecordReader {
    /// What `next` found.
    package enum Record {
        case whole
        /// Passed over, because it has more bytes than are allowed.
        case tooLong
        /// The bytes do not match their checksum.
        case damaged
    }

    /// The number of the record that `next` returned last, from 1.
    package private(set) var number = 0
    /// The record that `next` returned last; empty when it was not whole.
    package private(set) var bytes: [UInt8] = []

    /// The file that is read.
    package let file: URL
    private let stream: ByteStream
    private let longestRecord: Int
    /// The place of the next byte in the decompressed file.
    private var place = 0
    private var piece = [UInt8](repeating: 0, count: 64 << 10)
    private var unread = 0..<0

    /// - Parameter longestRecord: the most bytes of a record; a longer one is passed over.
    /// - Throws: `FileProblem` when the file cannot be opened.
    package init(_ file: URL, longestRecord: Int) throws(FileProblem) {
        self.file = file
        stream = try ByteStream(file)
        self.longestRecord = longestRecord
    }

    /// How far the reading has come in the file as it lies on the disk.
    package var position: Int { stream.position }

    /// Reads the next record into `bytes`; nil at the end of the file.
    /// - Throws: `FileProblem` when the file cannot be read, ends inside a record, or tells a length that does not
    ///   match its checksum, for then nobody knows where the next record begins.
    package func next() throws(FileProblem) -> Record? {
        // One enormous record must not keep its memory for the rest of the file.
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        let start = place
        if unread.isEmpty { try fill() }
        if unread.isEmpty { return nil }
        number += 1
        let length = try take(8, start)
        guard Self.number(try take(4, start)) == UInt64(CRC32C.masked(length)) else {
            throw FileProblem(
                file,
                "the length of record \(number), at byte \(start), does not match its checksum; the file is no TFRecord"
                    + " file or is damaged: copy or download it again")
        }
        guard let count = Int(exactly: Self.number(length)), count <= longestRecord else {
            try pass(Int(clamping: Self.number(length)), start)
            _ = try take(4, start)
            return .tooLong
        }
        let content = try take(count, start)
        guard Self.number(try take(4, start)) == UInt64(CRC32C.masked(content)) else { return .damaged }
        bytes = content
        return .whole
    }

    private func take(_ count: Int, _ start: Int) throws(FileProblem) -> [UInt8] {
        var taken: [UInt8] = []
        while taken.count < count { taken += piece[try some(count - taken.count, start)] }
        return taken
    }

    private func pass(_ count: Int, _ start: Int) throws(FileProblem) {
        var rest = count
        while rest > 0 { rest -= try some(rest, start).count }
    }

    /// The next bytes of the piece at hand, at least one and at most `count`.
    private func some(_ count: Int, _ start: Int) throws(FileProblem) -> Range<Int> {
        if unread.isEmpty { try fill() }
        guard !unread.isEmpty else {
            throw FileProblem(
                file, "ends inside record \(number), which begins at byte \(start); copy or download it again")
        }
        // A length in the file may be as large as a number can be; nothing is added to it.
        let taken = unread.lowerBound..<(unread.lowerBound + min(count, unread.count))
        unread = taken.upperBound..<unread.upperBound
        place += taken.count
        return taken
    }

    private func fill() throws(FileProblem) { unread = 0..<(try stream.read(into: &piece)) }

    private static func number(_ bytes: [UInt8]) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
