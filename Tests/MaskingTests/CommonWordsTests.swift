import Masking
import Testing

@Suite struct CommonWordsTests {
    /// Counts a sentence, whose first word does not count.
    private func counted(_ words: String, atMost mostWords: Int) -> CommonWords {
        var common = CommonWords(mostWords: mostWords)
        let sentence = "The " + words
        common.count(sentence, sentences: [0..<sentence.utf8.count])
        return common
    }

    @Test func upToTheBoundNothingIsForgotten() {
        let common = counted("chalk downs chalk barrow Sea Sea Sea Sea Sea sea", atMost: 4)
        #expect(common.wordCount == 4)
        #expect(common.contains("chalk") && common.contains("downs") && common.contains("barrow"))
        #expect(!common.contains("sea") && !common.contains("the"))
    }

    @Test func beyondTheBoundTheRarestAreForgottenUntilHalfAreLeft() {
        let common = counted("chalk chalk chalk downs Downs downs barrow barrow henge henge tor", atMost: 4)
        #expect(common.wordCount == 2)
        #expect(common.contains("chalk") && common.contains("downs"))
        #expect(!common.contains("barrow") && !common.contains("henge") && !common.contains("tor"))
    }

    @Test func beyondTheBoundWordsSeenOnceAreForgottenAtLeast() {
        let common = counted("chalk chalk downs barrow henge tor", atMost: 4)
        #expect(common.wordCount == 1 && common.contains("chalk"))
    }

    /// Words of which none is rare leave room too, so that forgetting stays seldom.
    @Test func wordsSeenOftenKeepTheBoundAsWell() {
        var common = CommonWords(mostWords: 50)
        var most = 0
        for number in 0..<2_000 {
            let text = "The " + String(repeating: "word\(number) ", count: 3 + number % 7)
            common.count(text, sentences: [0..<text.utf8.count])
            most = max(most, common.wordCount)
        }
        #expect(most == 50)
    }
}
