import Corpora
import Randomness
import Testing

@Suite struct SentenceSplitterTests {
    private func split(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return SentenceSplitter().sentences(in: text).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test(arguments: [
        "Mr. Kowal met Dr. Voss at St. Peter Street.",
        "It stands in the U.S. Virgin Islands.",
        "J. R. R. Tolkien and A. A. Milne never met there.",
        "It is 3.14 m high, approx. 10 ft, i.e. not much.",
        "See e.g. the report of 1987 (vol. 3, pp. 12–14, fig. 2).",
        "It was built c. 1840 by Aubin et al. for the Navy.",
        "No. 5 is the oldest of them.",
        "He waited... and waited… until dawn.",
        "\"Stop!\" he said.",
        "Visit www.example.org or version 2.0.1 today.",
        "She studied at Boston Univ. College and got a Ph.D. in physics.",
        "Yahoo! is a company.",
        "1. Introduction",
    ])
    func staysOneSentence(text: String) {
        #expect(split(text) == [text])
    }

    @Test(arguments: [
        ["The tower fell.", "It was rebuilt."],
        ["He moved to the U.S.", "The war had begun."],
        ["It opened in 1990.", "Visitors came."],
        ["They chose plan B.", "It worked."],
        ["\"Who keeps the light?\"", "Nobody knew."],
        ["It runs by itself (as most do.)", "Nobody minds."],
        ["It was sold in 1990.[2][13]", "The buyer is unknown."],
        ["Really?!", "Yes!", "Good…", "Then go."],
        ["It costs 3.14.", "Cheap."],
        ["We met at 5 p.m.", "The sun was low."],
        ["Apples, pears, etc.", "They are fruit."],
        ["He left...", "Nobody saw him."],
        ["Σωκράτης ζούσε.", "Ήταν σοφός."],
        ["यह सत्य है।", "वह नहीं।"],
        ["أين المنارة؟", "هنا."],
    ])
    func isSplitAtSpaces(sentences: [String]) {
        #expect(split(sentences.joined(separator: " ")) == sentences)
        #expect(split(sentences.joined(separator: "\n")) == sentences)
    }

    @Test func scriptsWithoutSpacesAreSplitAtTheirStops() {
        #expect(split("東京の灯台。「高い！」それは古い？はい。") == ["東京の灯台。", "「高い！」", "それは古い？", "はい。"])
    }

    @Test func blankLinesEndHeadings() {
        #expect(
            split("History\n\nIt was\nbuilt early. \r\n\r\n Use\u{0C}End") == [
                "History", "It was\nbuilt early.", "Use", "End",
            ])
    }

    @Test func nothingGivesNoSentence() {
        #expect(split("").isEmpty)
        #expect(split(" \n\n\t ").isEmpty)
    }

    @Test func theSampleIsReadAsAPersonReadsIt() {
        #expect(
            split(Samples.lighthouse) == [
                "The lighthouse of Cap Morel was built in 1843 by J. R. Aubin.",
                "It is 41.5 m tall, i.e. about as high as a house of twelve storeys.",
                "Its lamp, a gift of the U.S. Navy, was lit on 3 May 1846!",
                "Dr. Lena Voss asked: \"Who keeps the light?\"", "Nobody knew.",
                "The last keeper, Mr. Tadeusz Kowal, left in 1987...",
                "Since then it runs by itself (as do most others).",
            ])
    }

    @Test func everyOtherCharacterIsInOneSentence() {
        var generator = SeededGenerator(seed: 1)
        for length in 0..<1_500 {
            let text = Samples.randomText(length % 60, using: &generator)
            let bytes = Array(text.utf8)
            var end = 0
            for sentence in SentenceSplitter().sentences(in: text) {
                #expect(sentence.lowerBound >= end && !sentence.isEmpty)
                #expect(
                    String(decoding: bytes[end..<sentence.lowerBound], as: UTF8.self).allSatisfy { $0.isWhitespace })
                #expect(String(validating: bytes[sentence], as: UTF8.self) != nil)
                end = sentence.upperBound
            }
            #expect(String(decoding: bytes[end...], as: UTF8.self).allSatisfy { $0.isWhitespace })
        }
    }
}
