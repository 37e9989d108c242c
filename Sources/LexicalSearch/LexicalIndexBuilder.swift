public import DurableFiles
public import Foundation
import VectorSearch

/// Builds a lexical index: for each term, the documents that contain it and what it adds to their scores.
public enum LexicalIndexBuilder {
    /// Reads every document once, in order, and publishes the index as one folder.
    ///
    /// The postings are held in memory while they are sorted by term: about 20 bytes for each pair of a term and a
    /// document that contains it.
    /// - Parameters:
    ///   - count: how many documents there are.
    ///   - corpus: the fingerprint that the index will answer for.
    ///   - document: title and text of a document; both are searched.
    ///   - folder: replaced in one step when all is written.
    ///   - options: the parameters of BM25.
    ///   - progress: called now and then with the documents read so far.
    /// - Throws: `LexicalIndexError`, `FileProblem`, or what `document` throws.
    public static func build(
        count: Int, corpus: Fingerprint, document: (Int) throws -> (title: String, text: String), to folder: URL,
        options: BM25 = BM25(), progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        try check(options)
        guard (0...Int(UInt32.max)).contains(count) else {
            throw LexicalIndexError.tooLarge(what: "documents", found: count, limit: Int(UInt32.max))
        }
        var occurrences = Occurrences()
        for id in 0..<count {
            if id.isMultiple(of: 256) { progress(id, count) }
            let (title, text) = try document(id)
            try occurrences.add(LexicalTerms.terms(of: title + " " + text))
        }
        progress(count, count)
        let postings = occurrences.postings(options)
        try DurableFolder.publish(folder) { aside in
            func write<Element: BitwiseCopyable & Sendable>(_ elements: [Element], _ name: String) throws {
                try StoredArray.write(elements, to: aside.appending(path: name))
            }
            try write(postings.termBytes, LexicalFiles.termBytes)
            try write(postings.termEnds, LexicalFiles.termEnds)
            try write(postings.postingEnds, LexicalFiles.postingEnds)
            try write(postings.documents, LexicalFiles.documents)
            try write(postings.weights, LexicalFiles.weights)
            let manifest = LexicalManifest(
                count: count, terms: postings.termEnds.count, postings: postings.documents.count,
                totalLength: occurrences.totalLength, bm25: options, corpus: corpus)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try DurableFile.write(
                try encoder.encode(manifest), to: aside.appending(path: LexicalFiles.manifest))
        }
    }

    private static func check(_ options: BM25) throws(LexicalIndexError) {
        guard options.k1.isFinite, options.k1 >= 0 else {
            throw .unusable(parameter: "k1", found: options.k1, expected: "0 or more")
        }
        guard (0...1).contains(options.b) else {
            throw .unusable(parameter: "b", found: options.b, expected: "0 to 1")
        }
    }
}
