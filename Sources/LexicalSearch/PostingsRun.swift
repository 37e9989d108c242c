import DurableFiles
import Foundation
import VectorSearch

/// Writes sorted postings to a file of their own, for a part of the documents.
///
/// For each term: the length of its bytes, these, the number of its postings, and for each of them the document, less
/// the one before, and the frequency. Numbers take seven bits a byte, the lowest first; the high bit says that more
/// follow.
struct PostingsRunWriter: PostingsSink {
    private let file: StoredArrayWriter<UInt8>
    private var document: UInt32 = 0

    init(_ file: URL) throws(FileProblem) { self.file = try StoredArrayWriter(file) }

    mutating func begin(term: [UInt8], count: Int) throws(FileProblem) {
        try append(term.count)
        try file.append(contentsOf: term)
        try append(count)
        document = 0
    }

    mutating func add(document: UInt32, frequency: UInt32) throws(FileProblem) {
        try append(Int(document - self.document))
        try append(Int(frequency))
        self.document = document
    }

    func finish() throws(FileProblem) { try file.finish() }

    private func append(_ number: Int) throws(FileProblem) {
        var rest = number
        while rest >= 0x80 {
            try file.append(UInt8(truncatingIfNeeded: rest & 0x7F | 0x80))
            rest >>= 7
        }
        try file.append(UInt8(truncatingIfNeeded: rest))
    }
}

/// Reads what `PostingsRunWriter` wrote, in memory bounded by a piece.
final class PostingsRunReader {
    /// The term at hand; nil at the end.
    private(set) var term: [UInt8]?
    /// The postings of the term at hand that were not yet read.
    private(set) var count = 0

    private let file: URL
    private let handle: FileHandle
    private var document: UInt32 = 0
    private var piece: [UInt8] = []
    private var place = 0

    init(_ file: URL) throws(FileProblem) {
        self.file = file
        do { handle = try FileHandle(forReadingFrom: file) } catch { throw FileProblem(reading: file, error) }
        try advance()
    }

    deinit { try? handle.close() }

    /// Moves to the next term; all postings of the one at hand must have been read.
    func advance() throws(FileProblem) {
        guard try fills() else {
            term = nil
            return
        }
        var bytes: [UInt8] = []
        for _ in 0..<(try number()) { bytes.append(try byte()) }
        term = bytes
        count = try number()
        document = 0
    }

    /// The next posting of the term at hand.
    func next() throws(FileProblem) -> (document: UInt32, frequency: UInt32) {
        document &+= UInt32(truncatingIfNeeded: try number())
        count -= 1
        return (document, UInt32(truncatingIfNeeded: try number()))
    }

    private func number() throws(FileProblem) -> Int {
        var value = 0
        var shift = 0
        while true {
            let byte = try byte()
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    private func byte() throws(FileProblem) -> UInt8 {
        guard try fills() else { throw FileProblem(file, "was cut off while it was read; build the index again") }
        defer { place += 1 }
        return piece[place]
    }

    /// Whether there is another byte.
    private func fills() throws(FileProblem) -> Bool {
        if place < piece.count { return true }
        do { piece = Array(try handle.read(upToCount: 256 << 10) ?? Data()) } catch {
            throw FileProblem(reading: file, error)
        }
        place = 0
        return !piece.isEmpty
    }
}
