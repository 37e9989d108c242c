import Evaluation
import Testing

@Suite struct AnswerScoreTests {
    private func exact(_ prediction: String?, _ references: String..., regular: Bool = false) -> Double {
        AnswerScore(prediction, references: references, isRegularExpression: regular).exactMatch
    }

    @Test func anyReferenceMayBeMatchedAfterNormalisation() {
        #expect(exact("the Pharaoh Khufu.", "Cheops", "pharaoh khufu") == 1)
        #expect(exact("Khufu", "pharaoh Khufu") == 0)
        #expect(exact(nil, "Khufu") == 0)
        #expect(exact("Khufu") == 0)
    }

    @Test func f1SharesWordsAsOftenAsBothHaveThem() {
        #expect(AnswerScore("King King Khufu", references: ["King Khufu"]).f1 == 0.8)
        #expect(AnswerScore("Khufu", references: ["Cheops", "the pharaoh Khufu"]).f1 == 2.0 / 3)
        #expect(AnswerScore("the", references: ["a"]).f1 == 1)
        #expect(AnswerScore("the", references: ["Khufu"]).f1 == 0)
        #expect(AnswerScore(nil, references: ["Khufu"]).f1 == 0)
    }

    @Test func aRegularExpressionMustMatchFromTheStartOfTheRawPrediction() {
        #expect(exact("Paris, France", "paris", regular: true) == 1)
        #expect(exact("in Paris", "paris", regular: true) == 0)
        #expect(exact("in\nParis", "^paris", regular: true) == 0)
        #expect(exact("1889 AD", #"\d{4}$|\d{4} a"#, regular: true) == 1)
        #expect(exact("(", "(", regular: true) == 0)
    }

    @Test func scoresJoinPredictionsByQuestion() {
        let questions = [
            Question("Who built the Great Pyramid?", answers: ["Khufu"]),
            Question("Where does it stand?", answers: ["Giza"]),
        ]
        let scores = AnswerScores([QuestionKey("who built the great pyramid"): "Khufu"], of: questions)
        #expect(scores.exactMatches == [1, 0])
        #expect(scores.exactMatch().mean == 0.5)
        #expect(scores.f1().mean == 0.5)
        #expect(AnswerScores(["Cheops", "Giza"], of: questions).exactMatches == [0, 1])
    }
}
