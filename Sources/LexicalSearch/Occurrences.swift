/// How often each term stands in each document, as documents are read one after the other, as far as memory allows.
struct Occurrences {
    private var numbers: [String: Int] = [:]
    private var terms: [String] = []
    /// For each term, where its entry for the latest document that contains it stands in the two arrays below.
    private var latest: [Int] = []
    /// For each pair of a term and a document, in the order of documents: the term, and how often it stands there.
    private var termOfEntry: [UInt32] = []
    private var frequencyOfEntry: [UInt32] = []
    /// The documents that have entries, and where those begin.
    private var documents: [(number: UInt32, start: Int)] = []

    /// About what the terms take: their tables, and those on the heap that are longer than 15 bytes.
    private var termMemory = 0
    private let termLimit: Int
    private let entryLimit: Int

    /// - Parameter memory: about how many bytes may be taken, also while the postings are sorted.
    init(memory: Int) {
        termLimit = memory / 4
        // Eight bytes an entry, and as many again while they are sorted.
        entryLimit = max(1, (memory - termLimit) / 16)
        termOfEntry.reserveCapacity(entryLimit)
        frequencyOfEntry.reserveCapacity(entryLimit)
    }

    var isEmpty: Bool { termOfEntry.isEmpty }

    /// Whether it is time to write the postings and to begin anew.
    var isFull: Bool { termMemory >= termLimit || termOfEntry.count + documents.count >= entryLimit }

    /// Adds a document, whose number is greater than those before.
    mutating func add(_ document: UInt32, _ words: [String]) {
        guard !words.isEmpty else { return }
        let start = termOfEntry.count
        documents.append((document, start))
        for term in words {
            if let number = numbers[term] {
                if latest[number] >= start {
                    frequencyOfEntry[latest[number]] += 1
                    continue
                }
                latest[number] = termOfEntry.count
                termOfEntry.append(UInt32(truncatingIfNeeded: number))
            } else {
                numbers[term] = terms.count
                latest.append(termOfEntry.count)
                termOfEntry.append(UInt32(truncatingIfNeeded: terms.count))
                terms.append(term)
                termMemory += 112 + (term.utf8.count > 15 ? 32 + term.utf8.count : 0)
            }
            frequencyOfEntry.append(1)
        }
    }

    mutating func removeAll() {
        numbers.removeAll(keepingCapacity: true)
        terms.removeAll(keepingCapacity: true)
        latest.removeAll(keepingCapacity: true)
        termOfEntry.removeAll(keepingCapacity: true)
        frequencyOfEntry.removeAll(keepingCapacity: true)
        documents.removeAll(keepingCapacity: true)
        termMemory = 0
    }

    /// Hands on the postings sorted by term, each term's by document.
    func write(to sink: inout some PostingsSink) throws {
        var counts = [UInt32](repeating: 0, count: terms.count)
        for term in termOfEntry { counts[Int(term)] += 1 }
        let sorted = terms.indices.sorted { terms[$0].utf8.lexicographicallyPrecedes(terms[$1].utf8) }
        var next = [Int](repeating: 0, count: terms.count)
        var end = 0
        for term in sorted {
            next[term] = end
            end += Int(counts[term])
        }

        var documentOfPosting = [UInt32](repeating: 0, count: termOfEntry.count)
        var frequencyOfPosting = documentOfPosting
        for (place, document) in documents.enumerated() {
            let entriesEnd = place + 1 < documents.count ? documents[place + 1].start : termOfEntry.count
            for entry in document.start..<entriesEnd {
                let term = Int(termOfEntry[entry])
                documentOfPosting[next[term]] = document.number
                frequencyOfPosting[next[term]] = frequencyOfEntry[entry]
                next[term] += 1
            }
        }

        var start = 0
        for term in sorted {
            let count = Int(counts[term])
            try sink.begin(term: Array(terms[term].utf8), count: count)
            for posting in start..<(start + count) {
                try sink.add(document: documentOfPosting[posting], frequency: frequencyOfPosting[posting])
            }
            start += count
        }
    }
}
