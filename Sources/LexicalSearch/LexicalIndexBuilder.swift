public import DurableFiles
public import Foundation

/// Builds a lexical index: for each term, the documents that contain it and what it adds to their scores.
public enum LexicalIndexBuilder {
    /// Enough for some millions of passages without a detour over the disk.
    public static let usualMemory = 512 << 20

    /// Reads every document once, in order, and publishes the index as one folder.
    ///
    /// Postings that are more than memory allows are sorted in parts, which wait in the new folder until they are
    /// merged, with about 4 bytes for each pair of a term and a document that contains it. Beside `memory` it takes 4
    /// bytes a document.
    /// - Parameters:
    ///   - count: how many documents there are.
    ///   - corpus: the fingerprint that the index will answer for.
    ///   - document: title and text of a document; both are searched.
    ///   - folder: a lexical index that is there is replaced in one step when all is written, anything else refused.
    ///   - options: the parameters of BM25.
    ///   - memory: about how many bytes the postings may take while they are sorted.
    ///   - progress: called now and then with the documents read so far.
    /// - Throws: `LexicalIndexError`, `FileProblem`, or what `document` throws.
    public static func build(
        count: Int, corpus: Fingerprint, document: (Int) throws -> (title: String, text: String), to folder: URL,
        options: BM25 = BM25(), memory: Int = usualMemory,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        try check(options)
        guard (0...Int(UInt32.max)).contains(count) else {
            throw LexicalIndexError.tooLarge(what: "documents", found: count, limit: Int(UInt32.max))
        }
        try DurableFolder.publish(folder, replacing: LexicalFiles.kind) { aside in
            var runs = PostingsRuns(in: aside.appending(path: "runs"))
            var occurrences = Occurrences(memory: memory)
            var lengths: [UInt32] = []
            lengths.reserveCapacity(count)
            var totalLength = 0
            for id in 0..<count {
                if id.isMultiple(of: 256) { progress(id, count) }
                let (title, text) = try document(id)
                let terms = LexicalTerms.terms(of: title + " " + text)
                lengths.append(UInt32(clamping: terms.count))
                totalLength += terms.count
                occurrences.add(UInt32(truncatingIfNeeded: id), terms)
                guard occurrences.isFull else { continue }
                try runs.append(occurrences)
                occurrences.removeAll()
            }
            progress(count, count)
            var writer = try LexicalIndexWriter(in: aside, lengths: lengths, totalLength: totalLength, bm25: options)
            if runs.isEmpty {
                try occurrences.write(to: &writer)
            } else {
                if !occurrences.isEmpty { try runs.append(occurrences) }
                // Merging needs the memory that sorting has taken.
                occurrences = Occurrences(memory: 0)
                try runs.merge(to: &writer)
            }
            try runs.removeFiles()
            try writer.finish()
            let manifest = LexicalManifest(
                count: count, terms: writer.termCount, postings: writer.postingCount, totalLength: totalLength,
                bm25: options, corpus: corpus)
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
