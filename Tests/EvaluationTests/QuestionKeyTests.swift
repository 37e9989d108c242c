import Evaluation
import Testing

@Suite struct QuestionKeyTests {
    @Test(arguments: [
        ("Who built the Great Pyramid?", "who built the great pyramid"),
        ("  What\u{00A0}is a\tpyramidion ?! ", "what is a pyramidion"),
        ("Where is Washington D.C.?", "where is washington d.c"),
        ("What does ΟΔΟΣ mean", "what does οδος mean"),
        ("?!.", ""),
    ])
    func theNormalFormIsThatOfTheDataSets(question: String, key: String) {
        #expect(QuestionKey(question).text == key)
    }

    @Test func composedAndDecomposedWritingsAreOneQuestion() {
        #expect(QuestionKey("Who was Beyonce\u{301}?") == QuestionKey("who was beyoncé"))
        #expect(QuestionKey("Who was Beyonce?") != QuestionKey("who was beyoncé"))
    }
}
