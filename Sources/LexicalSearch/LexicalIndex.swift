public import DurableFiles
public import Foundation

/// The words of a corpus's blocks, searched by BM25: a baseline, and the other half of hybrid search.
///
/// The files are memory-mapped and never change, so an index may be searched from several threads at once.
public struct LexicalIndex: Sendable {
    /// What it holds and was made from.
    public let manifest: LexicalManifest
    /// Where it lies.
    public let folder: URL

    let termBytes: StoredArray<UInt8>
    let termEnds: StoredArray<UInt64>
    let postingEnds: StoredArray<UInt64>
    let documents: StoredArray<UInt32>
    let weights: StoredArray<Float>

    /// Opens an index that `LexicalIndexBuilder` published.
    /// - Parameter thoroughly: compare every byte with its checksum instead of lengths only.
    /// - Throws: `FileProblem` or `LexicalIndexError` that says what is missing or differs.
    public init(opening folder: URL, thoroughly: Bool = false) throws {
        try DurableFolder.verify(folder, thoroughly: thoroughly)
        self.folder = folder
        manifest = try LexicalManifest(of: folder)
        termEnds = try StoredArray(mapping: folder.appending(path: LexicalFiles.termEnds), count: manifest.terms)
        postingEnds = try StoredArray(mapping: folder.appending(path: LexicalFiles.postingEnds), count: manifest.terms)
        let byteCount = termEnds.withSpan { $0.isEmpty ? 0 : Int(clamping: $0[$0.count - 1]) }
        termBytes = try StoredArray(mapping: folder.appending(path: LexicalFiles.termBytes), count: byteCount)
        documents = try StoredArray(mapping: folder.appending(path: LexicalFiles.documents), count: manifest.postings)
        weights = try StoredArray(mapping: folder.appending(path: LexicalFiles.weights), count: manifest.postings)
    }

    /// How many documents the index has.
    public var count: Int { manifest.count }

    /// Refuses an index that does not belong to the corpus.
    public func check(corpus: Fingerprint) throws(LexicalIndexError) {
        guard manifest.corpus == corpus else {
            throw .otherCorpus(folder: folder.path, index: manifest.corpus, expected: corpus)
        }
    }

    /// How many documents contain a term, which has the form of `LexicalTerms`.
    /// - Throws: `LexicalIndexError.damaged`.
    public func documentFrequency(of term: String) throws(LexicalIndexError) -> Int { try postings(of: term).count }

    /// How much a term tells documents apart; greatest for one that none contains.
    /// - Throws: `LexicalIndexError.damaged`.
    public func inverseDocumentFrequency(of term: String) throws(LexicalIndexError) -> Float {
        BM25.inverseDocumentFrequency(documents: count, containing: try documentFrequency(of: term))
    }

    /// Where the postings of a term stand; empty when no document contains it.
    func postings(of term: String) throws(LexicalIndexError) -> Range<Int> {
        var low = 0
        var high = manifest.terms
        while low < high {
            let middle = low + (high - low) / 2
            switch try order(of: term, middle) {
            case .orderedSame:
                return try range(middle, of: postingEnds, within: documents.count, LexicalFiles.postingEnds)
            case .orderedDescending: low = middle + 1
            case .orderedAscending: high = middle
            }
        }
        return 0..<0
    }

    /// How a term compares with the one at a place of the sorted table, by bytes.
    private func order(of term: String, _ place: Int) throws(LexicalIndexError) -> ComparisonResult {
        let range = try range(place, of: termEnds, within: termBytes.count, LexicalFiles.termEnds)
        return termBytes.withSpan { bytes in
            var at = range.lowerBound
            for byte in term.utf8 {
                guard at < range.upperBound else { return .orderedDescending }
                if byte != bytes[at] { return byte < bytes[at] ? .orderedAscending : .orderedDescending }
                at += 1
            }
            return at == range.upperBound ? .orderedSame : .orderedAscending
        }
    }

    /// What stands between two ends, checked because a damaged file can hold any number.
    private func range(
        _ place: Int, of ends: StoredArray<UInt64>, within limit: Int, _ file: String
    ) throws(LexicalIndexError) -> Range<Int> {
        let (start, end) = ends.withSpan { (place == 0 ? 0 : $0[place - 1], $0[place]) }
        guard start <= end, end <= UInt64(limit) else { throw .damaged(folder: folder.path, file: file) }
        return Int(start)..<Int(end)
    }
}
