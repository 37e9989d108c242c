import Corpora
import Foundation
import Randomness
import Testing
import Wordpieces

@Suite struct BlockBuilderTests {
    private func text(_ range: Range<Int>, of text: String) -> String {
        String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    @Test func sentencesAreJoinedUntilTheLimit() throws {
        let tokenizer = try Samples.tokenizer()
        let document = Document(id: nil, title: "ab", text: "one two. six ten. One two. Six ten. A b.")
        // Seven pieces a sentence but the last, and 3 + 2 for marks and title: two sentences fit into 19.
        let blocks = BlockBuilder(tokenizer: tokenizer, blockTokens: 20).blocks(of: document)
        #expect(blocks.map(\.text) == ["one two. six ten.", "One two. Six ten.", "A b."].map { $0 })
        #expect(blocks.allSatisfy { $0.titleTokens.count == 2 && $0.title == "ab" })
    }

    @Test func theTextBetweenSentencesIsKeptAsItWas() throws {
        let document = Document(title: "", text: "  One.\n\n Two.  ")
        let blocks = BlockBuilder(tokenizer: try Samples.tokenizer()).blocks(of: document)
        #expect(blocks.map(\.text) == ["One.\n\n Two."])
        #expect(blocks.first?.sentences == [0..<4, 4..<8])
        #expect(blocks.first?.tokenRanges.last == 10..<11)
    }

    @Test func aLongSentenceGoesOnInFurtherBlocksBetweenWords() throws {
        let words = (0..<40).map { "Word\($0)" }.joined(separator: " ")
        let document = Document(title: "t", text: "Short one. \(words). Short two.")
        let blocks = BlockBuilder(tokenizer: try Samples.tokenizer(), blockTokens: 32).blocks(of: document)
        #expect(blocks.count > 3)
        #expect(blocks.first?.text == "Short one.")
        #expect(blocks.last?.text == "Short two.")
        #expect(blocks.dropFirst().dropLast().map(\.text).joined(separator: " ") == words + ".")
        #expect(blocks.allSatisfy { 3 + $0.titleTokens.count + $0.tokens.count <= 32 })
    }

    @Test func aWordLongerThanABlockIsCut() throws {
        let word = String(repeating: "ab", count: 45)
        let blocks = BlockBuilder(tokenizer: try Samples.tokenizer(), blockTokens: 16).blocks(
            of: Document(title: "", text: word))
        #expect(blocks.map(\.text).joined() == word)
        #expect(blocks.allSatisfy { $0.tokens.count <= 13 })
    }

    @Test func titlesAreCutToAQuarter() throws {
        let title = "a b c d e f g h i j"
        let blocks = BlockBuilder(tokenizer: try Samples.tokenizer(), blockTokens: 20).blocks(
            of: Document(title: title, text: "One. Two."))
        #expect(blocks.first?.title == title)
        #expect(blocks.first?.titleTokens.count == 5)
    }

    @Test func textWithoutTokensGivesNoBlock() throws {
        let builder = BlockBuilder(tokenizer: try Samples.tokenizer())
        #expect(builder.blocks(of: Document(title: "Title", text: "")).isEmpty)
        #expect(builder.blocks(of: Document(title: "Title", text: " \n\u{200B}\u{7}\n\n ")).isEmpty)
    }

    @Test func noTokenIsLostAndEveryRangeTellsItsToken() throws {
        var generator = SeededGenerator(seed: 2)
        let tokenizer = try Samples.tokenizer()
        for round in 0..<300 {
            let source = Samples.randomText(Int.random(in: 0..<120, using: &generator), using: &generator)
            let title = Samples.randomText(round % 9, using: &generator)
            let limit = [16, 24, 48, 288][round % 4]
            let blocks = BlockBuilder(tokenizer: tokenizer, blockTokens: limit).blocks(
                of: Document(title: title, text: source))
            let expected = SentenceSplitter().sentences(in: source).flatMap {
                tokenizer.ids(of: text($0, of: source))
            }
            #expect(blocks.flatMap(\.tokens).map(Int32.init) == expected)
            for block in blocks {
                #expect(3 + block.titleTokens.count + block.tokens.count <= limit)
                #expect(source.utf8.count >= block.text.utf8.count && source.contains(block.text))
                checkRanges(of: block, tokenizer)
            }
        }
    }

    private func checkRanges(of block: Block, _ tokenizer: WordpieceTokenizer) {
        #expect(block.tokenRanges.count == block.tokens.count)
        #expect(block.sentences.first?.lowerBound == 0 && block.sentences.last?.upperBound == block.tokens.count)
        for (former, next) in zip(block.sentences, block.sentences.dropFirst()) {
            #expect(former.upperBound == next.lowerBound && !next.isEmpty)
        }
        var start = 0
        for (token, range) in zip(block.tokens, block.tokenRanges) {
            #expect(range.lowerBound >= start && range.upperBound <= block.text.utf8.count)
            start = range.lowerBound
            let piece = tokenizer.vocabulary[Int32(token)]
            let surface = text(range, of: block.text).decomposedStringWithCanonicalMapping.lowercased()
            let letters = piece.hasPrefix("##") && piece.count > 2 ? String(piece.dropFirst(2)) : piece
            #expect(
                piece == "[UNK]" || surface.unicodeScalars.contains(letters.unicodeScalars), "\(piece) \(surface)")
        }
    }
}
