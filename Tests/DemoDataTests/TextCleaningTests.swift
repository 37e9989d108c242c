import DemoData
import Randomness
import Testing

@Suite struct TextCleaningTests {
    @Test func whiteSpaceBecomesSingleSpacesAndInvisibleCharactersGo() {
        #expect(
            TextCleaning.cleaned("  The\u{A0}Elbe \n\t rises\u{2009}here\u{200B}. \u{FEFF}") == "The Elbe rises here.")
        #expect(TextCleaning.cleaned("so\u{AD}ft") == "soft")
        #expect(TextCleaning.cleaned(" \n ") == "")
    }

    @Test func accentsAreComposed() {
        #expect(Array(TextCleaning.cleaned("Cafe\u{301}").utf8) == Array("Caf\u{E9}".utf8))
    }

    @Test func theWayForPlainBytesAgreesWithTheWayForAllText() {
        var generator = SeededGenerator(seed: 7)
        let alphabet: [Character] = ["a", "B", " ", "\t", "\n", "\r\n", "\u{1C}", ".", "("]
        for _ in 0..<2000 {
            let text = String(
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                })
            let slow = TextCleaning.cleaned("é" + text)
            #expect(TextCleaning.cleaned("e" + text) == "e" + slow.dropFirst())
            #expect(TextCleaning.duplicateKey("é" + text) == Array("e".utf8) + TextCleaning.duplicateKey(text))
        }
    }

    @Test(arguments: [
        ("The Volga (; Russian: Волга) is long.", "The Volga (Russian: Волга) is long."),
        ("The Volga (, Russian) is long.", "The Volga (Russian) is long."),
        ("Pi () is (;) a ( , ) number", "Pi is a number"),
        ("Kept (as it is); really", "Kept (as it is); really"),
        ("Spaces ( inside ) go , here .", "Spaces (inside) go, here."),
        ("A ratio of 3 :4 stays", "A ratio of 3 :4 stays"),
    ])
    func remainsOfMarkupAreRepaired(text: String, expected: String) {
        #expect(TextCleaning.withoutMarkupRemains(text) == expected)
    }

    @Test func typewriterQuotesBecomePlain() {
        #expect(TextCleaning.withPlainQuotes("the ``upper'' Elbe's") == "the \"upper\" Elbe's")
    }

    @Test func textsThatDifferInMarksAndCaseOnlyShareAKey() {
        #expect(TextCleaning.duplicateKey("The Éclair — No. 5!") == TextCleaning.duplicateKey("the eclair no 5"))
        #expect(TextCleaning.duplicateKey("the eclair no 6") != TextCleaning.duplicateKey("the eclair no 5"))
        #expect(TextCleaning.duplicateKey("snake_case") != TextCleaning.duplicateKey("snake case"))
    }

    @Test func cleaningTwiceChangesNothingMore() {
        var generator = SeededGenerator(seed: 8)
        let alphabet: [Character] = ["a", "É", " ", "\u{2009}", "(", ")", ";", ",", ".", "\u{AD}", "е\u{308}", "🏞"]
        for _ in 0..<2000 {
            let text = String(
                (0..<Int.random(in: 0...16, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                })
            let once = TextCleaning.cleaned(text)
            #expect(TextCleaning.cleaned(once) == once)
        }
    }
}
