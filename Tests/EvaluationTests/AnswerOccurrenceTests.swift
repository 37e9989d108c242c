import Evaluation
import Randomness
import Testing

@Suite struct AnswerOccurrenceTests {
    private func holds(_ passage: String, _ answers: [String], regular: Bool = false) -> Bool {
        AnswerOccurrence(of: answers, isRegularExpression: regular).isHeld(by: NormalizedPassage(passage))
    }

    @Test(arguments: [
        ("The capstone of a pyramid is called a pyramidion.", "Pyramidion", true),
        ("The capstone of a pyramid is called a pyramidion.", "capstone of the pyramid", true),
        ("The capstone of a pyramid is called a pyramidion.", "pyramid is a", true),
        ("The capstone of a pyramid is called a pyramidion.", "pyramidio", false),
        ("The capstone of a pyramid is called a pyramidion.", "pyramid called", false),
        ("Beyonce\u{301} was born in Houston.", "BEYONCE", true),
        ("It weighs ﬁve hundred № 5", "five", true),
        ("Die Straße nach Giza", "STRASSE", true),
        ("He lived at 221-B Baker Street", "221B", false),
        ("He lived at 221-B Baker Street", "221 b", true),
        ("The area is 10² metres", "102", true),
        ("Any text at all", "the", false),
        ("Any text at all", "", false),
        ("", "text", false),
        ("Ο Αίολος του ΟΔΟΣ", "οδος", true),
    ])
    func anAnswerOccursAsAContiguousRunOfTerms(passage: String, answer: String, held: Bool) {
        #expect(holds(passage, [answer]) == held)
    }

    @Test func anyOfSeveralAnswersIsEnough() {
        #expect(holds("Khufu ordered it.", ["Cheops", "Khufu"]))
        #expect(!holds("Sneferu ordered it.", ["Cheops", "Khufu"]))
    }

    @Test func regularExpressionsSearchTheRawText() {
        #expect(holds("Opened in\n1889 in Paris", [#"^18\d\d\s"#], regular: true))
        #expect(holds("the EIFFEL tower", ["Eiffel (Tower|Bridge)"], regular: true))
        #expect(!holds("the Eiffel bar", ["Eiffel (Tower|Bridge)"], regular: true))
    }

    @Test func anInvalidExpressionIsNeverFoundAndSpoilsNoOther() {
        #expect(!holds("(unclosed", ["(unclosed"], regular: true))
        #expect(holds("1889", ["(unclosed", #"\d{4}"#], regular: true))
    }

    @Test func anExpressionThatTriesTooManyWaysIsGivenUp() {
        #expect(!holds(String(repeating: "a", count: 60) + "c", ["(a+)+b"], regular: true))
    }

    @Test func answersThatTheQuestionGivesAwayAreNotDistinctive() {
        let answers = ["Giza (disambiguation)", "B", "The Great Pyramid", "Khufu", "5", "the"]
        let kept = AnswerOccurrence.distinctive(answers, in: "Who had the great pyramid of Giza built?")
        #expect(kept == ["Khufu", "5"])
    }

    /// The definition, word for word, over lists of strings.
    private func occursPlainly(_ answer: String, _ passage: String) -> Bool {
        let drop: Set<String> = ["a", "an", "the"]
        let wanted = Terms.of(answer).filter { !drop.contains($0) }
        let terms = Terms.of(passage).filter { !drop.contains($0) }
        guard !wanted.isEmpty, terms.count >= wanted.count else { return false }
        return (0...(terms.count - wanted.count)).contains { Array(terms[$0..<($0 + wanted.count)]) == wanted }
    }

    @Test func fingerprintsAndTheIndexAgreeWithThePlainDefinition() {
        let words = ["the", "a", "Khufu", "pyramid", "of", "stone", "Élan", "2560", "BC", "d'or", "an"]
        var random = SeededGenerator(seed: 5)
        func text(_ length: ClosedRange<Int>) -> String {
            (0..<Int.random(in: length, using: &random)).map { _ in words.randomElement(using: &random) ?? "of" }
                .joined(separator: " ")
        }
        let passages = (0..<80).map { _ in text(0...20) }
        let prepared = passages.map(NormalizedPassage.init)
        let index = AnswerIndex(prepared)
        for _ in 0..<400 {
            let answers = [text(0...3), text(1...4)]
            let occurrence = AnswerOccurrence(of: answers, isRegularExpression: false)
            let expected = passages.indices.filter { place in
                answers.contains { occursPlainly($0, passages[place]) }
            }
            #expect(prepared.indices.filter { occurrence.isHeld(by: prepared[$0]) } == expected)
            #expect(index.passages(holding: occurrence) == expected)
            #expect(index.holds(occurrence) == !expected.isEmpty)
        }
    }

    @Test func theIndexSearchesExpressionsInEveryPassage() {
        let index = AnswerIndex(["Built 2560 BC", "Nothing here", "Found in 1922"].map(NormalizedPassage.init))
        let years = AnswerOccurrence(of: [#"\d{4}"#], isRegularExpression: true)
        #expect(index.passages(holding: years) == [0, 2])
        #expect(index.holds(years))
    }
}
