/// How often each term stands in each document, as documents are read one after the other.
struct Occurrences {
    /// Terms of all documents together, repetitions counted.
    private(set) var totalLength = 0

    private var numbers: [String: Int] = [:]
    private var terms: [String] = []
    /// For each term, where its entry for the latest document that contains it stands in the two arrays below.
    private var latest: [Int] = []
    /// For each pair of a term and a document, in the order of documents: the term, and how often it stands there.
    private var termOfEntry: [UInt32] = []
    private var frequencyOfEntry: [UInt32] = []
    /// Where the entries of each document begin.
    private var starts: [Int] = []
    private var lengths: [Int] = []

    /// Adds the next document.
    mutating func add(_ document: [String]) throws(LexicalIndexError) {
        let start = termOfEntry.count
        starts.append(start)
        lengths.append(document.count)
        totalLength += document.count
        for term in document {
            if let number = numbers[term] {
                if latest[number] >= start {
                    frequencyOfEntry[latest[number]] += 1
                    continue
                }
                latest[number] = termOfEntry.count
                termOfEntry.append(UInt32(truncatingIfNeeded: number))
            } else {
                guard terms.count < Int(UInt32.max) else {
                    throw .tooLarge(what: "distinct terms", found: terms.count + 1, limit: Int(UInt32.max))
                }
                numbers[term] = terms.count
                latest.append(termOfEntry.count)
                termOfEntry.append(UInt32(truncatingIfNeeded: terms.count))
                terms.append(term)
            }
            frequencyOfEntry.append(1)
        }
    }

    /// The arrays of a lexical index, named as its files.
    struct Postings {
        var termBytes: [UInt8] = []
        var termEnds: [UInt64] = []
        var postingEnds: [UInt64] = []
        var documents: [UInt32]
        var weights: [Float]
    }

    /// Sorts the entries by term, each term's by document, and weighs them.
    func postings(_ bm25: BM25) -> Postings {
        var documentCounts = [Int](repeating: 0, count: terms.count)
        for term in termOfEntry { documentCounts[Int(term)] += 1 }

        var postings = Postings(
            documents: Array(repeating: 0, count: termOfEntry.count),
            weights: Array(repeating: 0, count: termOfEntry.count))
        let sorted = terms.indices.sorted { terms[$0].utf8.lexicographicallyPrecedes(terms[$1].utf8) }
        var next = [Int](repeating: 0, count: terms.count)
        var end = 0
        for term in sorted {
            next[term] = end
            end += documentCounts[term]
            postings.termBytes += terms[term].utf8
            postings.termEnds.append(UInt64(postings.termBytes.count))
            postings.postingEnds.append(UInt64(end))
        }

        let rarities = documentCounts.map {
            BM25.inverseDocumentFrequency(documents: lengths.count, containing: $0)
        }
        let average = Float(totalLength) / Float(max(1, lengths.count))
        for document in lengths.indices {
            let entriesEnd = document + 1 < starts.count ? starts[document + 1] : termOfEntry.count
            for entry in starts[document]..<entriesEnd {
                let term = Int(termOfEntry[entry])
                postings.documents[next[term]] = UInt32(truncatingIfNeeded: document)
                postings.weights[next[term]] = bm25.weight(
                    inverseDocumentFrequency: rarities[term], frequency: Float(frequencyOfEntry[entry]),
                    length: Float(lengths[document]), averageLength: average)
                next[term] += 1
            }
        }
        return postings
    }
}
