import DurableFiles
import Foundation
import Masking
import Randomness
import Testing
import Wordpieces

@Suite struct SpanTableTests {
    private let options = SpanTable.Options(shortestSentence: 4, longestSentence: 200)

    private func answers(_ table: SpanTable, _ library: Library) -> [String] {
        table.sentences.flatMap { sentence in
            table.spans[sentence.spans].compactMap {
                MaskableSentence(block: sentence.block, sentence: sentence.pieces, in: library)?.query(
                    masking: Array($0.pieces), mask: library.vocabulary.mask, limits: MaskingLimits(queryTokens: 500))?
                    .answer
            }
        }
    }

    private func file() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "spans-\(UUID().uuidString)")
    }

    @Test func spansThatAnotherBlockHoldsAreOffered() throws {
        let library = try Library.ofAstronomers()
        let table = SpanTable.build(store: library, finder: SalientSpanFinder(), options: options)
        #expect(
            answers(table, library) == [
                "Caroline Herschel", "Hanover", "Bath", "Slough",
                "William Herschel", "Hanover", "Bath", "Caroline Herschel",
                "Slough", "William Herschel", "Bath",
            ])
        #expect(table.spans[table.sentences[0].spans].map(\.otherBlocks) == [1, 1])
        #expect(table.sentences.map(\.block) == [0, 0, 1, 1, 1, 2, 3])
    }

    /// The obvious way: for each span look through every other block.
    @Test func otherBlocksAreCountedExactly() throws {
        var draws = SeededGenerator(seed: 6)
        let names = ["Avon", "Bath", "New Bath", "Bath Road", "Leeds", "1842", "1842 BC", "Old Leeds Road"]
        let texts = (0..<60).map { page in
            let words = (0..<8).map { _ in
                Bool.random(using: &draws) ? "went to" : names.randomElement(using: &draws) ?? ""
            }
            return (title: "Page \(page)", text: "it \(words.joined(separator: " and ")).")
        }
        let library = try Library(texts, words: ["bath", "road", "new", "leeds"])
        let all = SpanTable.Options(
            longestSpan: 64, shortestSentence: 1, longestSentence: 1_000, fewestOtherBlocks: 0, mostOtherBlocks: 1_000)
        let table = SpanTable.build(store: library, finder: SalientSpanFinder(), options: all)
        #expect(table.spans.count > 50)
        for sentence in table.sentences {
            for span in table.spans[sentence.spans] {
                let pieces = library.tokens(of: sentence.block)[span.pieces]
                let holding = (0..<library.count).filter { BlockTokens(library.tokens(of: $0)).holds(pieces) }
                #expect(span.otherBlocks == holding.count - 1)
                #expect(sentence.pieces.clamped(to: span.pieces) == span.pieces)
            }
        }
        let some = SpanTable.Options(
            longestSpan: 64, shortestSentence: 1, longestSentence: 1_000, fewestOtherBlocks: 3, mostOtherBlocks: 9)
        let chosen = SpanTable.build(store: library, finder: SalientSpanFinder(), options: some)
        #expect(chosen.spans == table.spans.filter { (3...9).contains($0.otherBlocks) })
    }

    @Test func whatStandsTwiceInItsSentenceIsNotAsked() throws {
        let library = try Library([
            ("One", "Bath is near Avebury, and Bath is old."), ("Two", "From Bath they went to Avebury."),
        ])
        let table = SpanTable.build(store: library, finder: SalientSpanFinder(), options: options)
        #expect(answers(table, library) == ["Avebury", "Bath", "Avebury"])
    }

    @Test func longSpansAndSentencesOutOfBoundsAreNotAsked() throws {
        let library = try Library.ofAstronomers()
        var narrow = options
        narrow.longestSpan = 1
        let single = SpanTable.build(store: library, finder: SalientSpanFinder(), options: narrow)
        #expect(single.spans.allSatisfy { $0.pieces.count == 1 })
        narrow.longestSentence = 10
        let short = SpanTable.build(store: library, finder: SalientSpanFinder(), options: narrow)
        #expect(short.sentences.allSatisfy { $0.pieces.count <= 10 })
        #expect(short.spans.count < single.spans.count)
    }

    @Test func theSameSentenceFallsOnTheSameSide() throws {
        let towns = ["Bath", "Leeds", "York", "Wells", "Ely"]
        let texts = (0..<400).map { (title: "T", text: "they went from \(towns[$0 % 5]) to house \($0 / 2).") }
        let library = try Library(texts)
        var half = options
        half.heldOutShare = 0.3
        half.mostOtherBlocks = 1_000
        let table = SpanTable.build(store: library, finder: SalientSpanFinder(), options: half)
        #expect(table.sentences.count == 400)
        #expect((60...180).contains(table.heldOut.count))
        #expect(table.training.count + table.heldOut.count == 400)
        var sides: [[UInt16]: Bool] = [:]
        for sentence in table.sentences {
            let pieces = Array(library.tokens(of: sentence.block)[sentence.pieces])
            #expect(sides.updateValue(sentence.isHeldOut, forKey: pieces) ?? sentence.isHeldOut == sentence.isHeldOut)
        }
    }

    @Test func spansCanBeThoseThatAnotherCorpusKnows() throws {
        let words = ["caroline", "herschel", "bath", "hanover", "in", "the", "was", "with", "from", "to"]
        let asked = try Library(
            [("A", "Caroline Herschel was seen in Hanover with a map. She went from Hanover to Bath by coach.")],
            words: words)
        let known = try Library([("B", "In Bath the town remembers Caroline Herschel.")], words: words)
        let table = SpanTable.build(store: asked, knownBy: known, finder: SalientSpanFinder(), options: options)
        #expect(Set(answers(table, asked)) == ["Caroline Herschel", "Bath"])
        #expect(table.spans.allSatisfy { $0.otherBlocks == 1 })
        #expect(SpanTable.build(store: asked, finder: SalientSpanFinder(), options: options).spans.isEmpty)
    }

    @Test func aTableIsReadAsItWasWritten() throws {
        let library = try Library.ofAstronomers()
        let table = SpanTable.build(store: library, finder: SalientSpanFinder(), options: options)
        let file = file()
        defer { try? FileManager.default.removeItem(at: file) }
        try table.write(to: file)
        #expect(try SpanTable(contentsOf: file, for: library) == table)
        let other = try Library([("Other", "Another text.")])
        let error = #expect(throws: SpanTableError.self) { try SpanTable(contentsOf: file, for: other) }
        #expect(error?.problem == .otherCorpus(found: library.fingerprint, expected: other.fingerprint))
    }

    @Test func damageIsFound() throws {
        let library = try Library.ofAstronomers()
        let file = file()
        defer { try? FileManager.default.removeItem(at: file) }
        try SpanTable.build(store: library, finder: SalientSpanFinder(), options: options).write(to: file)
        let whole = try Data(contentsOf: file)
        var draws = SeededGenerator(seed: 9)
        for round in 0..<300 {
            var data = whole
            if round % 3 == 0 {
                data = data.prefix(Int.random(in: 0..<data.count, using: &draws))
            } else {
                data[Int.random(in: 0..<data.count, using: &draws)] ^= UInt8.random(in: 1...255, using: &draws)
            }
            try data.write(to: file)
            #expect(throws: SpanTableError.self) { try SpanTable(contentsOf: file, for: library) }
        }
        try Data("something else".utf8).write(to: file)
        let error = #expect(throws: SpanTableError.self) { try SpanTable(contentsOf: file, for: library) }
        #expect(
            error?.description
                == "\(file.path): not a span table; delete it, and it is made again from the corpus")
    }
}
