import DurableFiles
import Foundation
import LexicalSearch
import Randomness
import Testing
import VectorSearch

@Suite struct LexicalIndexTests {
    private let corpus = Fingerprint(of: "a corpus of monuments")
    private let monuments = [
        ("Obelisk", "An obelisk is a tall, four-sided monument which ends in a pyramid-like shape."),
        ("Pyramidion", "A pyramidion is the uppermost piece of a pyramid or obelisk. The pyramidion was often gilded."),
        ("Sundial", "A sundial tells the time of day by the position of the shadow of its gnomon."),
        ("", "The gnomon of the great sundial at Rome was an obelisk brought from Heliopolis."),
        ("Empty", ""),
    ]

    private func inIndex(
        of documents: [(String, String)], options: BM25 = BM25(), _ body: (LexicalIndex) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lexical \(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try LexicalIndexBuilder.build(
            count: documents.count, corpus: corpus, document: { documents[$0] }, to: folder, options: options)
        try body(try LexicalIndex(opening: folder, thoroughly: true))
    }

    /// The formula in double precision over all documents, fully sorted.
    private func reference(_ query: String, _ documents: [(String, String)], k1: Double, b: Double) -> [(Int, Double)] {
        let terms = documents.map { LexicalTerms.terms(of: "\($0.0) \($0.1)") }
        let average = Double(terms.map(\.count).reduce(0, +)) / Double(terms.count)
        let scores = terms.enumerated().map { id, words in
            let score = LexicalTerms.terms(of: query).reduce(0.0) { sum, term in
                let frequency = Double(words.count { $0 == term })
                let containing = Double(terms.count { $0.contains(term) })
                let idf = log(1 + (Double(terms.count) - containing + 0.5) / (containing + 0.5))
                let saturation = k1 * (1 - b + b * Double(words.count) / average)
                return sum + (frequency == 0 ? 0 : idf * frequency * (k1 + 1) / (frequency + saturation))
            }
            return (id, score)
        }
        return scores.filter { $0.1 > 0 }.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    }

    @Test func theBestDocumentComesFirstAndStrangersNotAtAll() throws {
        try inIndex(of: monuments) { index throws in
            #expect(try index.search("Which piece of a pyramid is gilded?", count: 5).first?.id == 1)
            #expect(try index.search("SUNDIALS gnomón", count: 5).map(\.id) == [3, 2])
            #expect(try index.search("zeppelin", count: 5).isEmpty)
            #expect(try index.search("empty", count: 5).map(\.id) == [4])
        }
    }

    @Test func theTitleIsSearchedToo() throws {
        try inIndex(of: [("Luxor", "It stands in Egypt."), ("Axum", "It stands in Ethiopia.")]) { index throws in
            #expect(try index.search("axum", count: 2).map(\.id) == [1])
        }
    }

    @Test(arguments: [(0.9, 0.4), (1.2, 0.75), (0, 0), (2, 1)])
    func scoresAreThoseOfTheFormula(_ k1: Double, _ b: Double) throws {
        var random = SeededGenerator(seed: 10)
        let words = (0..<60).map { "word\($0)" }
        func sentence(_ length: Int) -> String {
            (0..<length).map { _ in words[min(59, Int(pow(60, Double.random(in: 0...1, using: &random))) - 1)] }
                .joined(separator: " ")
        }
        let documents = (0..<200).map { _ in (sentence(1), sentence(Int.random(in: 0..<30, using: &random))) }
        try inIndex(of: documents, options: BM25(k1: Float(k1), b: Float(b))) { index throws in
            for _ in 0..<40 {
                let query = sentence(Int.random(in: 1..<8, using: &random))
                let expected = reference(query, documents, k1: k1, b: b)
                let hits = try index.search(query, count: 200)
                #expect(hits.count == expected.count)
                let scores = Dictionary(uniqueKeysWithValues: expected)
                for (hit, (_, score)) in zip(hits, expected) {
                    #expect(abs(Double(hit.score) - score) < 1e-4)
                    #expect(abs((scores[hit.id] ?? 0) - score) < 1e-4)
                }
                #expect(try index.search(query, count: 7) == Array(hits.prefix(7)))
            }
        }
    }

    @Test func equalScoresComeByLowerIdAndExcludedOnesNotAtAll() throws {
        let documents = (0..<70_000).map { ("", $0.isMultiple(of: 7) ? "obelisk" : "sundial") }
        try inIndex(of: documents) { index throws in
            #expect(try index.search("obelisk", count: 3).map(\.id) == [0, 7, 14])
            #expect(try index.search("obelisk", count: 2, excluding: { $0 < 69_980 }).map(\.id) == [69_986, 69_993])
            #expect(try index.search("obelisk obelisk", count: 20_000).count == 10_000)
            #expect(try index.search("obelisk", count: 0).isEmpty)
            #expect(try index.search("obelisk", count: -3).isEmpty)
        }
    }

    @Test(arguments: [0, 3_000, 40_000])
    func postingsThatMemoryDoesNotHoldGiveTheSameFiles(memory: Int) throws {
        var random = SeededGenerator(seed: 13)
        let documents = (0..<300).map { number in
            let words = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                "word\(Int.random(in: 0..<30, using: &random) * Int.random(in: 0..<30, using: &random))"
            }
            return ("Title \(number)", words.joined(separator: " "))
        }
        try inIndex(of: documents) { index throws in
            let folder = index.folder.appendingPathExtension("small")
            defer { try? FileManager.default.removeItem(at: folder) }
            try LexicalIndexBuilder.build(
                count: documents.count, corpus: corpus, document: { documents[$0] }, to: folder, memory: memory)
            let names = try FileManager.default.contentsOfDirectory(atPath: index.folder.path).sorted()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names)
            for name in names {
                let expected = try Data(contentsOf: index.folder.appending(path: name))
                #expect(try Data(contentsOf: folder.appending(path: name)) == expected, "\(name)")
            }
        }
    }

    @Test func rareTermsTellMore() throws {
        try inIndex(of: monuments) { index throws in
            #expect(try index.documentFrequency(of: "obelisk") == 3)
            #expect(try index.documentFrequency(of: "zeppelin") == 0)
            #expect(try index.inverseDocumentFrequency(of: "obelisk") == Float(log(1 + 2.5 / 3.5)))
            #expect(try index.inverseDocumentFrequency(of: "zeppelin") == Float(log(1 + 5.5 / 0.5)))
        }
    }

    @Test func noTextOfAQueryIsASyntaxError() throws {
        let pieces = [
            "obelisk", "\"", "'", "*", "(", ")", " OR ", " AND ", " NOT ", " NEAR/2 ", "title:", "^", "\0", "🗿", "é",
            "-", "\n",
            "\u{FEFF}", "{", "+", ";--", "%",
        ]
        var random = SeededGenerator(seed: 11)
        try inIndex(of: monuments) { index throws in
            for _ in 0..<2000 {
                let length = Int.random(in: 0..<9, using: &random)
                let query = (0..<length).compactMap { _ in pieces.randomElement(using: &random) }.joined()
                #expect(try index.search(query, count: 5).count <= 5)
            }
        }
    }

    @Test func anIndexWithoutDocumentsFindsNothing() throws {
        for documents in [[], [("", ""), ("", "…")]] {
            try inIndex(of: documents) { index throws in
                #expect(try index.search("obelisk", count: 5).isEmpty)
            }
        }
    }

    @Test func impossibleParametersAreRefused() {
        for (options, parameter) in [(BM25(k1: -1), "k1"), (BM25(k1: .nan), "k1"), (BM25(b: 1.5), "b")] {
            let error = #expect(throws: LexicalIndexError.self) { try inIndex(of: [], options: options) { _ in } }
            #expect(error?.description.hasPrefix("BM25's \(parameter) is ") == true)
        }
    }

    @Test func anotherCorpusIsRefused() throws {
        try inIndex(of: monuments) { index throws in
            try index.check(corpus: corpus)
            let other = Fingerprint(of: "another")
            #expect(throws: LexicalIndexError.otherCorpus(folder: index.folder.path, index: corpus, expected: other)) {
                try index.check(corpus: other)
            }
        }
    }

    @Test func aManifestThatIsNoneIsToldInWords() throws {
        try inIndex(of: monuments) { index throws in
            let file = index.folder.appending(path: "manifest.json")
            let whole = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            let key = whole.replacing("\"terms\"", with: "\"turms\"")
            #expect(key != whole)
            let cases = [
                ("it is not an object", "[" + String(repeating: " ", count: whole.utf8.count - 2) + "]"),
                ("there is no key terms", key),
            ]
            for (words, text) in cases {
                try overwrite(file, Data(text.utf8))
                let problem = #expect(throws: FileProblem.self) { try LexicalIndex(opening: index.folder) }
                #expect(
                    problem?.reason == "is not the manifest of a lexical index: \(words); build the index again")
            }
        }
    }

    @Test func aDocumentThatCannotBeReadLeavesTheFormerIndex() throws {
        struct Unreadable: Error {}
        try inIndex(of: monuments) { index throws in
            #expect(throws: Unreadable.self) {
                try LexicalIndexBuilder.build(
                    count: 3, corpus: corpus, document: { _ in throw Unreadable() }, to: index.folder)
            }
            #expect(try LexicalIndex(opening: index.folder, thoroughly: true).count == 5)
        }
    }

    /// Changes a file where it lies, without the wait for the disk that `Data.write` has.
    private func overwrite(_ file: URL, _ bytes: Data) throws {
        let handle = try FileHandle(forUpdating: file)
        defer { try? handle.close() }
        try handle.write(contentsOf: bytes)
        try handle.truncate(atOffset: UInt64(bytes.count))
    }

    @Test func anyDamageIsAnErrorOrAWrongAnswerButNeverACrash() throws {
        var random = SeededGenerator(seed: 12)
        try inIndex(of: monuments) { index throws in
            let names = try FileManager.default.contentsOfDirectory(atPath: index.folder.path).sorted()
            for _ in 0..<300 {
                let name = try #require(names.randomElement(using: &random))
                let file = index.folder.appending(path: name)
                let whole = try Data(contentsOf: file)
                guard !whole.isEmpty else { continue }
                var bytes = whole
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
                if random.next() % 8 == 0 { bytes = bytes.prefix(place) }
                try overwrite(file, bytes)
                defer { try? overwrite(file, whole) }
                guard let damaged = try? LexicalIndex(opening: index.folder) else { continue }
                for query in ["the gilded obelisk of a sundial", "zz", "0"] { _ = try? damaged.search(query, count: 3) }
            }
        }
    }
}
