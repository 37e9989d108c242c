import DurableFiles
import Foundation
import Randomness
import Testing
import Wordpieces

@Suite struct WordpieceTokenizerTests {
    private struct Expected: Decodable {
        let text: String
        let ids: [Int32]
        let offsets: [[Int]]
    }

    private func fixture(_ name: String) throws -> URL {
        try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).appending(path: name)
    }

    private func tokenizer(readsSpecialPieces: Bool = false) throws -> WordpieceTokenizer {
        WordpieceTokenizer(
            vocabulary: try Vocabulary(contentsOf: fixture("vocab.txt")), readsSpecialPieces: readsSpecialPieces)
    }

    private func cut(_ text: String, _ range: Range<Int>) -> String {
        String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    @Test func idsAndOffsetsEqualTheReference() throws {
        let tokenizer = try tokenizer()
        for expected in try JSONDecoder().decode([Expected].self, from: Data(contentsOf: fixture("expected.json"))) {
            let tokens = tokenizer.tokens(of: expected.text)
            #expect(tokens.map(\.id) == expected.ids, "\(expected.text)")
            #expect(tokens.map { [$0.range.lowerBound, $0.range.upperBound] } == expected.offsets, "\(expected.text)")
            #expect(tokenizer.ids(of: expected.text) == expected.ids)
        }
    }

    /// Of the reference's digests of what it makes of 4,096 code points each, all must be met.
    @Test func everyScalarIsTreatedAsTheReferenceTreatsIt() throws {
        let tokenizer = try tokenizer()
        let digests = try JSONDecoder().decode([String].self, from: Data(contentsOf: fixture("scalars.json")))
        #expect(digests.count == 272)
        for (index, digest) in digests.enumerated() {
            var lines = Data()
            for scalar in (index * 4096..<(index + 1) * 4096).compactMap(Unicode.Scalar.init) {
                let words = tokenizer.words(of: "a\(Character(scalar))b")
                lines.append(contentsOf: (words.joined(separator: "|") + "\n").utf8)
            }
            let ours = Fingerprint(of: lines).hexadecimal.prefix(16)
            #expect(ours == digest, "code points from U+\(String(index * 4096, radix: 16))")
        }
    }

    @Test func anAccentStaysWithItsLetter() throws {
        let text = "Zoe\u{308}'s cafe\u{301}"
        let tokens = try tokenizer().tokens(of: text)
        #expect(tokens.map { cut(text, $0.range) } == ["Zoe\u{308}", "'", "s", "cafe\u{301}"])
    }

    @Test func aMarkInsideAKeptScalarGoesWithWhatIsKept() throws {
        // The Kannada sign decomposes into a mark that is stripped and one that is kept and begins a word of its own.
        let tokens = try tokenizer().tokens(of: "!\u{CC7}")
        #expect(tokens.map(\.range) == [0..<1, 1..<4])
    }

    @Test func marksOfASyllableStandInCanonicalOrder() throws {
        // Both tone marks are kept; the musical stem (class 216) comes before them (224) however they were typed.
        let tokenizer = try tokenizer()
        let typed = tokenizer.words(of: "a\u{302E}\u{301}\u{1D165}b")
        #expect(typed == ["a\u{1D165}\u{302E}b"])
        #expect(typed[0].unicodeScalars.elementsEqual("a\u{1D165}\u{302E}b".unicodeScalars))
    }

    @Test func strippedMarksThatChangePlacesGoWithAllOfTheirRun() throws {
        // Of the three marks the second is kept and comes first; the last, of class 0, stays behind what it follows.
        let vocabulary = try Vocabulary(
            pieces: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##\u{1E000}", "##b"])
        let tokens = WordpieceTokenizer(vocabulary: vocabulary).tokens(of: "a\u{345}\u{1E000}\u{93A}b")
        #expect(tokens.map(\.id) == [5, 6, 7])
        #expect(tokens.map(\.range) == [0..<1, 1..<10, 10..<11])
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [["\u{345}\u{1E000}"], ["\u{345}\u{1E000}", "\u{93A}"], ["\u{1E000}\u{316}\u{93A}"]])
    func endlessMarksTakeNoLongerThanEndlessLetters(runs: [String]) throws {
        let text = "a" + runs.map { String(repeating: $0, count: 300_000) }.joined()
        let tokenizer = try tokenizer()
        #expect(
            tokenizer.tokens(of: text) == [Token(id: tokenizer.vocabulary.unknown, range: 0..<text.utf8.count)])
    }

    @Test func caseAndAccentsCanBeKept() throws {
        let vocabulary = try Vocabulary(pieces: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Café", "cafe"])
        #expect(WordpieceTokenizer(vocabulary: vocabulary, lowercases: false).ids(of: "Café cafe café") == [5, 6, 1])
        #expect(WordpieceTokenizer(vocabulary: vocabulary).ids(of: "Café cafe café") == [6, 6, 6])
    }

    @Test func tooLongAWordIsUnknownAsAWhole() throws {
        let vocabulary = try tokenizer().vocabulary
        let short = WordpieceTokenizer(vocabulary: vocabulary, longestWord: 6)
        let tokens = short.tokens(of: "gilded pyramid")
        #expect(tokens.map(\.id) == [try #require(vocabulary.id(of: "gilded")), vocabulary.unknown])
        #expect(tokens.last?.range == 7..<14)
    }

    @Test func specialPiecesAreReadOnlyWhereAsked() throws {
        let text = "the [MASK] is[SEP][mask]"
        let asked = try tokenizer(readsSpecialPieces: true)
        let tokens = asked.tokens(of: text)
        #expect(tokens.map { asked.vocabulary[$0.id] } == ["the", "[MASK]", "is", "[SEP]", "[", "mask", "]"])
        #expect(tokens.map { cut(text, $0.range) } == ["the", "[MASK]", "is", "[SEP]", "[", "mask", "]"])
        #expect(try !tokenizer().ids(of: text).contains(asked.vocabulary.mask))
    }

    @Test func piecesReadAsWordsAgain() throws {
        let tokenizer = try tokenizer()
        #expect(tokenizer.text(of: tokenizer.ids(of: "Unbelievable pyramidions!")) == "unbelievable pyramidions !")
        #expect(tokenizer.text(of: []) == "")
        #expect(tokenizer.text(of: [-1, 70_000, .max]) == "[UNK] [UNK] [UNK]")
    }

    @Test func tokensOfAnyTextStandInOrderOnScalarBoundaries() throws {
        let tokenizer = try tokenizer(readsSpecialPieces: true)
        var draws = SeededGenerator(seed: 11)
        let seasoning: [Unicode.Scalar] = [
            "a", "b", "Z", " ", "[", "]", ".", "\u{301}", "\u{302E}", "\u{1D165}", "\u{AC01}", "\u{4E2D}", "\u{130}",
            "\u{200B}", "\u{0}", "\u{FFFD}", "\u{F900}", "\u{344}",
        ]
        for _ in 0..<3_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...40, using: &draws) {
                let drawn = Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &draws))
                let scalar = Bool.random(using: &draws) ? drawn : seasoning.randomElement(using: &draws)
                text.unicodeScalars.append(scalar ?? "x")
            }
            check(tokenizer.tokens(of: text), text)
        }
    }

    @Test func anyBytesReadAsTextAreTokenised() throws {
        let tokenizer = try tokenizer()
        var draws = SeededGenerator(seed: 12)
        for _ in 0..<3_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &draws)).map { _ in UInt8.random(in: 0...255, using: &draws)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            check(tokenizer.tokens(of: text), text)
        }
    }

    private func check(_ tokens: [Token], _ text: String) {
        var boundaries: Set<Int> = [0]
        var decomposing: Set<Range<Int>> = []
        var end = 0
        for scalar in text.unicodeScalars {
            let length = UTF8.width(scalar)
            if String(Character(scalar)).decomposedStringWithCanonicalMapping.unicodeScalars.count > 1 {
                decomposing.insert(end..<end + length)
            }
            end += length
            boundaries.insert(end)
        }
        for token in tokens {
            #expect(boundaries.contains(token.range.lowerBound) && boundaries.contains(token.range.upperBound))
            #expect(!token.range.isEmpty)
        }
        for (token, next) in zip(tokens, tokens.dropFirst()) {
            #expect(token.range.lowerBound <= next.range.lowerBound)
            #expect(token.range.upperBound <= next.range.upperBound)
            guard token.range.upperBound > next.range.lowerBound else { continue }
            // Only where one scalar became letters of both.
            #expect(decomposing.contains { $0.lowerBound == next.range.lowerBound }, "\(text)")
        }
    }

    /// The obvious way, in strings: try every prefix of what is left, the longest first.
    private func slowPieces(of word: String, _ vocabulary: Vocabulary) -> [Int32] {
        var rest = Array(word.unicodeScalars)
        var ids: [Int32] = []
        while !rest.isEmpty {
            let found = (1...rest.count).reversed().lazy.compactMap { length -> (Int32, Int)? in
                var piece = ids.isEmpty ? "" : "##"
                piece.unicodeScalars.append(contentsOf: rest[..<length])
                return vocabulary.id(of: piece).map { ($0, length) }
            }.first
            guard let (id, length) = found else { return [vocabulary.unknown] }
            ids.append(id)
            rest.removeFirst(length)
        }
        return ids
    }

    @Test func piecesAreTheLongestFromTheLeft() throws {
        let tokenizer = try tokenizer()
        var draws = SeededGenerator(seed: 13)
        let syllables = ["pyramid", "ion", "s", "un", "believ", "able", "42", "gil", "ß", "x", "é", "\u{AC01}"]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 1...6, using: &draws)).map { _ in
                syllables.randomElement(using: &draws) ?? ""
            }
            .joined()
            let expected = tokenizer.words(of: text).flatMap { slowPieces(of: $0, tokenizer.vocabulary) }
            #expect(tokenizer.ids(of: text) == expected, "\(text)")
        }
    }
}
