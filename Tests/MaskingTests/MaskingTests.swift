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

    @Test func aSalientSpanIsMaskedWholeAndAlone() throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 1, sentence: library.sentences(of: 1)[0], in: library))
        let name = Array(library.text(of: 1).utf8).prefix(31)
        #expect(String(decoding: name, as: UTF8.self) == "The astronomer William Herschel")
        var draws = SeededGenerator(seed: 1)
        let span = SalientSpan(range: 15..<31, kind: .name)
        let query = try #require(Masking.salientSpan.make(sentence, salient: [span], mask: mask, using: &draws))
        #expect(query.answer == "William Herschel")
        #expect(query.targets.map { library.vocabulary[$0] } == ["william", "herschel"])
        #expect(query.tokens.count { $0 == mask } == 2)
        #expect(query.block == 1)
        #expect(filled(query) == library.tokens(of: 1)[query.sentence].map(Int32.init))
    }

    @Test func piecesThatOnlyOverlapASpanStay() throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 1, sentence: library.sentences(of: 1)[0], in: library))
        #expect(sentence.pieces(inside: SalientSpan(range: 17..<31, kind: .name))?.count == 1)
        #expect(sentence.pieces(inside: SalientSpan(range: 17..<29, kind: .name)) == nil)
        var draws = SeededGenerator(seed: 1)
        let half = [SalientSpan(range: 17..<20, kind: .name)]
        #expect(Masking.salientSpan.make(sentence, salient: half, mask: mask, using: &draws) == nil)
        #expect(Masking.salientSpan.make(sentence, salient: [], mask: mask, using: &draws) == nil)
    }

    @Test func eachSpanOfASentenceIsDrawn() throws {
        let library = try Library.ofAstronomers()
        let text = library.text(of: 0)
        let spans = SalientSpanFinder().spans(in: text, sentences: [0..<46])
        let sentence = try #require(MaskableSentence(block: 0, sentence: library.sentences(of: 0)[0], in: library))
        var draws = SeededGenerator(seed: 2)
        var answers: [String: Int] = [:]
        for _ in 0..<300 {
            let query = Masking.salientSpan.make(sentence, salient: spans, mask: mask, using: &draws)
            answers[query?.answer ?? "", default: 0] += 1
        }
        #expect(Set(answers.keys) == ["Caroline Herschel", "Hanover", "1750"])
        #expect(answers.values.allSatisfy { $0 > 70 })
    }

    @Test(arguments: [Masking.randomTokens(), .randomSpans(), .randomTokens(share: 0), .randomSpans(share: 1)])
    func anyMaskingCanBeUndone(masking: Masking) throws {
        let library = try Library.ofAstronomers()
        var draws = SeededGenerator(seed: 4)
        let limits = MaskingLimits(targets: 100, queryTokens: 1_000)
        for block in 0..<library.count {
            for range in library.sentences(of: block) {
                let sentence = try #require(MaskableSentence(block: block, sentence: range, in: library))
                let query = try #require(
                    masking.make(sentence, salient: [], mask: mask, limits: limits, using: &draws))
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

    @Test func blanksBeyondTheMostTargetsCarryNoLoss() throws {
        let library = try Library.ofAstronomers()
        let sentence = try #require(MaskableSentence(block: 0, sentence: library.sentences(of: 0)[1], in: library))
        let pieces = Array(sentence.sentence.prefix(14))
        let query = try #require(sentence.query(masking: pieces, mask: mask))
        #expect(query.masked == Array(0..<10))
        #expect(query.targets.count == 10)
        #expect(query.tokens.count { $0 == mask } == 14)
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
