import DurableFiles
import Foundation

/// Writes sorted postings to a file of their own, for a part of the documents.
///
/// For each term: the length of its bytes, these, the number of its postings, and for each of them the document, less
/// the one before, and the frequency, all numbers of variable length.
struct PostingsRunWriter: PostingsSink {
    private let file: StoredArrayWriter<UInt8>
    private var document: UInt32 = 0
    private var bytes: [UInt8] = []

    init(_ file: URL) throws(FileProblem) { self.file = try StoredArrayWriter(file) }

    mutating func begin(term: [UInt8], count: Int) throws(FileProblem) {
        VariableLength.append(UInt64(term.count), to: &bytes)
        bytes += term
        VariableLength.append(UInt64(count), to: &bytes)
        try write()
        document = 0
    }

    mutating func add(document: UInt32, frequency: UInt32) throws(FileProblem) {
        VariableLength.append(UInt64(document - self.document), to: &bytes)
        VariableLength.append(UInt64(frequency), to: &bytes)
        try write()
        self.document = document
    }

    func finish() throws(FileProblem) { try file.finish() }

    private mutating func write() throws(FileProblem) {
        try file.append(contentsOf: bytes)
        bytes.removeAll(keepingCapacity: true)
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
        guard let number = try VariableLength.take(nextByte) else { throw damage }
        return Int(clamping: number)
    }

    private func byte() throws(FileProblem) -> UInt8 {
        guard let byte = try nextByte() else { throw damage }
        return byte
    }

    private func nextByte() throws(FileProblem) -> UInt8? {
        guard try fills() else { return nil }
        defer { place += 1 }
        return piece[place]
    }

    private var damage: FileProblem {
        FileProblem(file, "was cut off or changed while it was read; build the index again")
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
