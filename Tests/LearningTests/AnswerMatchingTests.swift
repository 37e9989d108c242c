import Corpora
import Learning
import LearningTestSupport
import Testing
import Wordpieces

@Suite struct AnswerMatchingTests {
    private func world() throws -> TinyWorld {
        let texts = [
            "The mill of Albury was built in 1804.", "The bridge of the Albury was drawn in 1807, and the Mill burned.",
            "Each autumn the people meet at the fair.",
        ]
        return try TinyWorld(
            texts.enumerated().map { Document(id: "\($0.offset)", title: "The fair of Kelby", text: $0.element) })
    }

    private func holding(_ answers: [String], _ rule: FinetuneSettings.AnswerMatch) throws -> [Int] {
        let world = try world()
        let question = TrainingQuestion(
            text: "Which?", tokens: world.tokenizer.ids(of: "Which?"), answers: answers.map(world.tokenizer.ids(of:)),
            written: answers)
        let matching = AnswerMatching(question, corpus: world.corpus, by: rule)
        return (0..<world.store.count).filter(matching.holds)
    }

    @Test(arguments: [
        (["mill"], [0, 1], [0], [0, 1]),
        (["Mill"], [0, 1], [1], [0, 1]),
        (["1804", "1807"], [0, 1], [0, 1], [0, 1]),
        (["80"], [], [0, 1], []),
        (["bridge of Albury"], [], [], [1]),
        (["Kelby"], [], [], []),
        (["the fair."], [2], [2], [2]),
        (["the Fair"], [2], [], [2]),
        ([""], [], [], []),
        ([], [], [], []),
    ])
    func eachRuleHasItsOwnBlocks(answers: [String], wordpieces: [Int], substring: [Int], words: [Int]) throws {
        #expect(try holding(answers, .wordpieces) == wordpieces)
        #expect(try holding(answers, .substring) == substring)
        #expect(try holding(answers, .words) == words)
    }

    @Test func everyPlaceOfAnAnswerIsFound() {
        #expect(AnswerTokens.places(of: [1, 1], in: [1, 1, 1, 2, 1, 1]) == [0, 1, 4])
        #expect(AnswerTokens.places(of: [2], in: [1, 1]) == [])
        #expect(AnswerTokens.places(of: [Int](), in: [1]) == [])
    }
}
