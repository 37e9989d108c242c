import Foundation
import Masking
import Randomness
import Testing
import Wordpieces

@Suite struct MaskingTests {
    private let mask: Int32 = 4

    /// A query with its blanks filled in again.
    private func filled(_ query: MaskedQuery) -> [Int32] {
        var tokens = query.tokens
        for (position, target) in zip(query.masked, query.targets) { tokens[position] = target }
        return tokens
    }

    /// A query of a sentence with these pieces as its salient span.
    private func query(
        _ masking: Masking, _ sentence: MaskableSentence, salient: Range<Int>? = nil, in library: Library,
        using draws: inout SeededGenerator
    ) throws -> MaskedQuery {
        let span = salient ?? sentence.sentence.prefix(1)
        let pieces = masking.pieces(
            of: sentence, salient: span, continuesWord: library.vocabulary.continuesWord, using: &draws)
        return try #require(
            sentence.query(
                masking: pieces, salient: span, mask: mask, limits: MaskingLimits(targets: 100, queryTokens: 1_000)))
    }

    @Test func aSalientSpanIsMaskedWholeAndAlone() throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 1, sentence: library.sentences(of: 1)[0], in: library))
        let name = Array(library.text(of: 1).utf8).prefix(31)
        #expect(String(decoding: name, as: UTF8.self) == "The astronomer William Herschel")
        var draws = SeededGenerator(seed: 1)
        let span = try #require(sentence.pieces(inside: SalientSpan(range: 15..<31, kind: .name)))
        let query = try query(.salientSpan, sentence, salient: span, in: library, using: &draws)
        #expect(query.answer == "William Herschel")
        #expect(query.targets.map { library.vocabulary[$0] } == ["william", "herschel"])
        #expect(query.salientSpan == query.targets)
        #expect(query.tokens.count { $0 == mask } == 2)
        #expect(query.block == 1)
        #expect(filled(query) == library.tokens(of: 1)[query.sentence].map(Int32.init))
    }

    @Test func piecesThatOnlyOverlapASpanStay() throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 1, sentence: library.sentences(of: 1)[0], in: library))
        #expect(sentence.pieces(inside: SalientSpan(range: 17..<31, kind: .name))?.count == 1)
        #expect(sentence.pieces(inside: SalientSpan(range: 17..<29, kind: .name)) == nil)
        #expect(sentence.pieces(inside: SalientSpan(range: 17..<20, kind: .name)) == nil)
    }

    @Test(arguments: [Masking.randomTokens(), .randomSpans()])
    func aQueryKnowsItsSalientSpanWhateverIsMasked(masking: Masking) throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 1, sentence: library.sentences(of: 1)[0], in: library))
        let span = try #require(sentence.pieces(inside: SalientSpan(range: 15..<31, kind: .name)))
        var draws = SeededGenerator(seed: 3)
        for _ in 0..<20 {
            let query = try query(masking, sentence, salient: span, in: library, using: &draws)
            #expect(query.salientSpan.map { library.vocabulary[$0] } == ["william", "herschel"])
        }
    }

    @Test(arguments: [Masking.randomTokens(), .randomSpans(), .randomTokens(share: 0), .randomSpans(share: 1)])
    func anyMaskingCanBeUndone(masking: Masking) throws {
        let library = try Library.ofAstronomers()
        var draws = SeededGenerator(seed: 4)
        for block in 0..<library.count {
            for range in library.sentences(of: block) {
                let sentence = try #require(MaskableSentence(block: block, sentence: range, in: library))
                let query = try query(masking, sentence, in: library, using: &draws)
                #expect(filled(query) == sentence.tokens[range].map { $0 })
                #expect(query.masked == query.tokens.indices.filter { query.tokens[$0] == mask })
                let share: Double =
                    switch masking {
                    case .randomTokens(let share), .randomSpans(let share): share
                    case .salientSpan: 0
                    }
                #expect(query.masked.count == max(1, Int((share * Double(range.count)).rounded())))
            }
        }
    }

    /// One run in a long sentence of whole words: its lengths must be SpanBERT's, 0.2 · 0.8ⁿ⁻¹ of at most ten words.
    @Test func randomSpansAreRunsOfWordsWithTheLengthsOfSpanBERT() throws {
        let words = ["comet", "telescope"]
        let library = try Library(
            [("Sky", Array(repeating: "comet telescopes", count: 200).joined(separator: " "))],
            words: words)
        let sentence = try #require(
            MaskableSentence(block: 0, sentence: 0..<library.tokens(of: 0).count, in: library))
        var draws = SeededGenerator(seed: 9)
        var counts = [Int](repeating: 0, count: 11)
        for _ in 0..<4_000 {
            // 30 of 600 pieces; only the first run by position that is not cut by the share is looked at.
            let pieces = Masking.randomSpans(share: 0.05).pieces(
                of: sentence, salient: 0..<1, continuesWord: library.vocabulary.continuesWord, using: &draws)
            #expect(pieces.count == 30)
            #expect(!library.vocabulary.continuesWord(sentence.tokens[pieces[0]]))
            let first = zip(pieces, pieces.indices).prefix { $0 == pieces[0] + $1 }.map(\.0)
            let length = first.count { !library.vocabulary.continuesWord(sentence.tokens[$0]) }
            if length <= 10 { counts[length] += 1 }
        }
        let weights = (0..<10).reduce(into: [0.2]) { weights, _ in weights.append(0.8 * weights[weights.count - 1]) }
        let total = weights.prefix(10).reduce(0, +)
        for length in 1...3 {
            let expected = weights[length - 1] / total
            // Runs that touch, and the one that the share cuts, move the shares a little.
            #expect(abs(Double(counts[length]) / 4_000 - expected) < 0.05, "\(length)")
        }
        #expect(counts[4...].contains { $0 > 0 })
    }

    @Test func blanksBeyondTheMostTargetsCarryNoLoss() throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 0, sentence: library.sentences(of: 0)[1], in: library))
        let pieces = Array(sentence.sentence.prefix(14))
        let query = try #require(sentence.query(masking: pieces, mask: mask))
        #expect(query.masked == Array(0..<10))
        #expect(query.targets.count == 10)
        #expect(query.tokens.count { $0 == mask } == 14)
    }

    @Test func aBlankIsOneSpanAllOfWhichIsAskedFor() throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 0, sentence: library.sentences(of: 0)[1], in: library))
        let start = sentence.sentence.lowerBound
        func blank(_ pieces: [Int], salient: Range<Int>) throws -> Range<Int>? {
            try #require(sentence.query(masking: pieces, salient: salient, mask: mask)).blank
        }
        #expect(try blank([start + 2, start + 3], salient: start + 2..<start + 4) == 2..<4)
        #expect(try blank([start + 2, start + 4], salient: start + 2..<start + 4) == nil)
        #expect(try blank([start + 2, start + 3], salient: start + 6..<start + 8) == nil)
        #expect(try blank(Array(start..<start + 14), salient: start..<start + 14) == nil)
    }

    @Test func aBlankThatWouldBeCutOffGivesNoQuery() throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 0, sentence: library.sentences(of: 0)[0], in: library))
        let limits = MaskingLimits(queryTokens: 3)
        #expect(sentence.query(masking: [sentence.sentence.lowerBound + 2], mask: mask, limits: limits) != nil)
        #expect(sentence.query(masking: [sentence.sentence.lowerBound + 3], mask: mask, limits: limits) == nil)
        #expect(sentence.query(masking: [], mask: mask) == nil)
    }

    @Test func whatDoesNotBelongTogetherIsNoSentence() {
        #expect(MaskableSentence(block: 0, text: "a", tokens: [1], tokenRanges: [], sentence: 0..<1) == nil)
        #expect(MaskableSentence(block: 0, text: "a", tokens: [1], tokenRanges: [0..<1], sentence: 0..<2) == nil)
        #expect(MaskableSentence(block: 0, text: "a", tokens: [1], tokenRanges: [0..<1], sentence: 0..<0) == nil)
    }

    @Test func settingsAreKeptInFiles() throws {
        for masking in [Masking.salientSpan, .randomTokens(share: 0.2), .randomSpans()] {
            let data = try JSONEncoder().encode(masking)
            #expect(try JSONDecoder().decode(Masking.self, from: data) == masking)
        }
    }
}
