public import DurableFiles
public import Foundation

/// What a lexical index holds and what it was made from; `manifest.json` in its folder.
public struct LexicalManifest: Codable, Equatable, Sendable {
    /// The version of the layout that this code writes and reads.
    public static let currentFormat = 1

    public let formatVersion: Int
    /// Documents.
    public let count: Int
    /// Distinct terms.
    public let terms: Int
    /// Pairs of a term and a document that contains it.
    public let postings: Int
    /// Terms of all documents together, repetitions counted.
    public let totalLength: Int
    /// The parameters of the weights.
    public let bm25: BM25
    /// The corpus whose blocks are the documents.
    public let corpus: Fingerprint

    init(count: Int, terms: Int, postings: Int, totalLength: Int, bm25: BM25, corpus: Fingerprint) {
        formatVersion = Self.currentFormat
        self.count = count
        self.terms = terms
        self.postings = postings
        self.totalLength = totalLength
        self.bm25 = bm25
        self.corpus = corpus
    }

    /// Reads and checks the manifest of an index's folder.
    /// - Throws: `FileProblem` when it is missing or no manifest, `LexicalIndexError.unreadable` when this version
    ///   cannot read what it describes.
    public init(of folder: URL) throws {
        let file = folder.appending(path: LexicalFiles.manifest)
        let data: Data
        do { data = try Data(contentsOf: file) } catch { throw FileProblem(reading: file, error) }
        do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
            throw FileProblem(
                decoding: file, error, as: "the manifest of a lexical index", advice: "build the index again")
        }
        func check(_ holds: Bool, _ field: String, _ found: Int, _ expected: String) throws(LexicalIndexError) {
            guard holds else {
                throw .unreadable(folder: folder.path, field: field, found: "\(found)", expected: expected)
            }
        }
        try check(formatVersion == Self.currentFormat, "formatVersion", formatVersion, "\(Self.currentFormat)")
        for (field, found) in [("count", count), ("terms", terms)] {
            try check((0...Int(UInt32.max)).contains(found), field, found, "0 to \(UInt32.max)")
        }
        try check(postings >= 0, "postings", postings, "0 or more")
    }
}

/// The files of a lexical index.
///
/// Numbers are little-endian; arrays have no header, the manifest has their lengths.
/// Term t, of `terms` sorted by their bytes, is the bytes `termEnds[t - 1]..<termEnds[t]` of `termBytes`, and its
/// postings are `postingEnds[t - 1]..<postingEnds[t]` of `documents` and `weights`, by rising document.
enum LexicalFiles {
    /// What a new index may replace.
    static let kind = FolderKind("a lexical index", markedBy: termBytes)
    static let manifest = "manifest.json"
    static let termBytes = "terms.utf8"
    static let termEnds = "terms.ends.u64"
    static let postingEnds = "postings.ends.u64"
    static let documents = "postings.documents.u32"
    static let weights = "postings.weights.f32"
}
