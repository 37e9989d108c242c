import Corpora
import Randomness
import Testing

@Suite struct WikitextPropertyTests {
    @Test func wellFormedPagesGiveTheirWordsAndNoMarkup() throws {
        for seed in 0..<3_000 {
            let page = WikitextGenerator(seed: UInt64(seed))
            let text = try #require(Wikitext(Array(page.source.utf8))).text
            #expect(text.split(whereSeparator: \.isWhitespace).map(String.init) == page.words, "\(page.source)")
            for mark in ["{{", "}}", "[[", "]]", "{|", "|", "''", "<", ">", "==", "__", "&"] {
                #expect(!text.contains(mark), "\(page.source)")
            }
        }
    }

    @Test func damagedPagesAreReadSomehow() {
        var random = SeededGenerator(seed: 31)
        for seed in 0..<3_000 {
            let source = Array(WikitextGenerator(seed: UInt64(seed % 300)).source.utf8)
            var bytes = Samples.damaged(source, using: &random)
            if Bool.random(using: &random) {
                bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            }
            guard let page = Wikitext(bytes) else {
                #expect(String(validating: bytes, as: UTF8.self) == nil)
                continue
            }
            #expect(page.text.utf8.count <= 2 * bytes.count + 16)
        }
    }
}
