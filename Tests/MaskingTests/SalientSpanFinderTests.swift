import Foundation
import Masking
import Randomness
import Testing

@Suite struct SalientSpanFinderTests {
    private func found(
        _ text: String, _ finder: SalientSpanFinder = SalientSpanFinder(),
        kinds: Set<SalientSpan.Kind> = [.name, .date]
    ) -> [String] {
        let bytes = Array(text.utf8)
        return finder.spans(in: text, sentences: [bytes.indices]).filter { kinds.contains($0.kind) }
            .map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    @Test(arguments: [
        ("The bridge over the Avon was built by Isambard Kingdom Brunel.", ["Avon", "Isambard Kingdom Brunel"]),
        ("In the United States it sold badly.", ["United States"]),
        ("He wrote to Ludwig van Beethoven and to the Bank of England.", ["Ludwig van Beethoven", "Bank of England"]),
        ("Later J. R. R. Tolkien taught there.", ["J. R. R. Tolkien"]),
        ("They met Dr. Watson in St. Petersburg.", ["Dr. Watson", "St. Petersburg"]),
        ("The U.S. Navy left; the U.S. stayed.", ["U.S. Navy", "U.S."]),
        ("It was Darwin's voyage on HMS Beagle.", ["Darwin", "HMS Beagle"]),
        ("A letter to O'Brien, Jean-Paul and Zoë Åkerström arrived.", ["O'Brien", "Jean-Paul", "Zoë Åkerström"]),
        ("By the principle of d'Alembert it stays.", ["d'Alembert"]),
        ("It flew as the F-16 over Athens.", ["F-16", "Athens"]),
        ("Marks & Spencer opened in Leeds.", ["Marks & Spencer", "Leeds"]),
    ])
    func namesAreRunsOfCapitalisedWords(text: String, expected: [String]) {
        #expect(found(text) == expected)
    }

    @Test func aSingleWordAtTheStartIsANameOnlyWhenItIsNotCommon() {
        #expect(found("Bridges fell. Many more bridges stood.") == [])
        #expect(found("Avebury lies in a valley of chalk.") == ["Avebury"])
    }

    @Test func aCorpusTellsWhichWordsAreCommon() throws {
        let library = try Library([
            ("Chalk", "The chalk of the downs is soft, and chalk is white."),
            ("Romeo and Juliet (play)", "It is a play about two young people."),
        ])
        let finder = SalientSpanFinder(learningFrom: library)
        #expect(found("Chalk is quarried at Amberley.", finder) == ["Amberley"])
        #expect(found("Sea walls keep out the Irish Sea, as they did at sea.") == ["Irish Sea"])
        #expect(found("Chalk is quarried at Amberley.") == ["Chalk", "Amberley"])
        #expect(found("She played in Romeo and Juliet at Leeds.", finder) == ["Romeo and Juliet", "Leeds"])
    }

    @Test(arguments: [
        ("it opened on 12 March 1842 in rain", ["12 March 1842"]),
        ("it opened on March 12, 1842, in rain", ["March 12, 1842"]),
        ("it opened on the 1st of May and closed in June", ["1st of May", "June"]),
        ("it lasted from 1914–1918, or 1914-18", ["1914–1918", "1914-18"]),
        ("in the 1840s and the 19th century BC", ["1840s", "19th century BC"]),
        ("he died in 44 BC, she in AD 79", ["44 BC", "AD 79"]),
        ("logged 2021-03-04 at noon", ["2021-03-04"]),
        ("the mid-1990s and Sept. 3", ["1990s", "Sept. 3"]),
        ("they may march in 1066", ["1066"]),
    ])
    func datesGoByGrammar(text: String, expected: [String]) {
        #expect(found(text, kinds: [.date]) == expected)
    }

    @Test func numbersGoByGrammar() {
        let text = "it cost $12.5 million, about 3,500 pounds or 7% of 90 thousand, for the 12th time"
        #expect(
            found(text, kinds: [.number]) == ["$12.5 million", "3,500", "7%", "90 thousand", "12th"])
    }

    @Test func aSpanDoesNotCrossSentences() {
        let text = "They left Leeds. York was next"
        let bytes = Array(text.utf8)
        let spans = SalientSpanFinder().spans(in: text, sentences: [0..<16, 17..<bytes.count])
        #expect(spans.map { String(decoding: bytes[$0.range], as: UTF8.self) } == ["Leeds", "York"])
    }

    @Test func anyTextGivesSpansInOrderInsideSentences() {
        let finder = SalientSpanFinder(
            gazetteer: Gazetteer(titles: ["The A of B", "(", "", ")", "A (B) C", "12 Angry Men"]))
        var draws = SeededGenerator(seed: 3)
        let parts = [
            "A", "b", "The", "of", ".", ". ", " ", "'s", "’s", "-", "12", "1842", "March", "BC", "AD", "th", "s", "St",
            "&", "$",
            "%", ",", "(", "\u{301}", "Å", "中", "\u{2028}", "\u{0}", "–", "century", "12 Angry Men",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...25, using: &draws)).map { _ -> String in
                let drawn = Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &draws)).map { String($0) }
                return Int.random(in: 0..<8, using: &draws) == 0
                    ? drawn ?? "" : parts.randomElement(using: &draws) ?? ""
            }.joined()
            let boundaries = text.unicodeScalars.indices.map { text.utf8.distance(from: text.startIndex, to: $0) }
            let cuts = Set((0..<3).compactMap { _ in boundaries.randomElement(using: &draws) } + [0, text.utf8.count])
                .sorted()
            let sentences = zip(cuts, cuts.dropFirst()).map { $0..<$1 }
            let spans = finder.spans(in: text, sentences: sentences)
            for span in spans {
                #expect(!span.range.isEmpty)
                #expect(sentences.contains { $0.clamped(to: span.range) == span.range }, "\(text)")
                #expect(boundaries.contains(span.range.lowerBound))
            }
            for (span, next) in zip(spans, spans.dropFirst()) {
                #expect(span.range.upperBound <= next.range.lowerBound)
            }
        }
    }

    @Test func sentencesThatAreNoneOfTheTextFindNothing() {
        #expect(SalientSpanFinder().spans(in: "Leeds", sentences: [-3..<2, 4..<90, 0..<0]) == [])
    }
}
