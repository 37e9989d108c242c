import DurableFiles
import Foundation

/// Weighs sorted postings and writes the arrays of a lexical index, one element after the other.
struct LexicalIndexWriter: PostingsSink {
    private let bm25: BM25
    /// The number of terms of each document.
    private let lengths: [UInt32]
    private let averageLength: Float
    private var rarity: Float = 0

    private let termBytes: StoredArrayWriter<UInt8>
    private let termEnds: StoredArrayWriter<UInt64>
    private let postingEnds: StoredArrayWriter<UInt64>
    private let documents: StoredArrayWriter<UInt32>
    private let weights: StoredArrayWriter<Float>
    private var postings = 0

    init(in folder: URL, lengths: [UInt32], totalLength: Int, bm25: BM25) throws(FileProblem) {
        self.bm25 = bm25
        self.lengths = lengths
        averageLength = Float(totalLength) / Float(max(1, lengths.count))
        termBytes = try StoredArrayWriter(folder.appending(path: LexicalFiles.termBytes))
        termEnds = try StoredArrayWriter(folder.appending(path: LexicalFiles.termEnds))
        postingEnds = try StoredArrayWriter(folder.appending(path: LexicalFiles.postingEnds))
        documents = try StoredArrayWriter(folder.appending(path: LexicalFiles.documents))
        weights = try StoredArrayWriter(folder.appending(path: LexicalFiles.weights))
    }

    var termCount: Int { termEnds.count }
    var postingCount: Int { documents.count }

    mutating func begin(term: [UInt8], count: Int) throws {
        guard termCount < Int(UInt32.max) else {
            throw LexicalIndexError.tooLarge(what: "distinct terms", found: termCount + 1, limit: Int(UInt32.max))
        }
        rarity = BM25.inverseDocumentFrequency(documents: lengths.count, containing: count)
        postings += count
        try termBytes.append(contentsOf: term)
        try termEnds.append(UInt64(termBytes.count))
        try postingEnds.append(UInt64(postings))
    }

    mutating func add(document: UInt32, frequency: UInt32) throws {
        try documents.append(document)
        try weights.append(
            bm25.weight(
                inverseDocumentFrequency: rarity, frequency: Float(frequency), length: Float(lengths[Int(document)]),
                averageLength: averageLength))
    }

    func finish() throws(FileProblem) {
        try termBytes.finish()
        try termEnds.finish()
        try postingEnds.finish()
        try documents.finish()
        try weights.finish()
    }
}
