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

    /// The blocks that hold an answer.
    /// - Parameters:
    ///   - text: the word pieces of a block that fit into the reader are as many as this text has; all fit when nil.
    ///   - less: how many fewer.
    private func holding(
        _ answers: [String], _ rule: FinetuneSettings.AnswerMatch, reading text: String? = nil, less: Int = 0
    ) throws -> [Int] {
        let world = try world()
        let question = TrainingQuestion(
            text: "Which?", tokens: world.tokenizer.ids(of: "Which?"), answers: answers.map(world.tokenizer.ids(of:)),
            written: answers)
        var reader = world.configuration.reader
        if let text {
            // [CLS] question [SEP] block [SEP].
            reader.jointTokens = question.tokens.count + world.tokenizer.ids(of: text).count - less + 3
            reader.readsTitle = false
        }
        let matching = AnswerMatching(question, corpus: world.corpus, by: rule, reader: reader)
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

    /// Block 0 begins with these words; in block 1 the mill stands at the end.
    @Test func wordPiecesCountAsFarAsABlockIsRead() throws {
        #expect(try holding(["mill"], .wordpieces, reading: "The mill") == [0])
        #expect(try holding(["The mill"], .wordpieces, reading: "The mill") == [0])
        #expect(try holding(["mill"], .wordpieces, reading: "The mill", less: 1) == [])
        #expect(try holding(["mill"], .words, reading: "The mill") == [0, 1])
        #expect(try holding(["Mill"], .substring, reading: "The mill") == [1])
    }

    @Test func everyPlaceOfAnAnswerIsFound() {
        #expect(AnswerTokens.places(of: [1, 1], in: [1, 1, 1, 2, 1, 1]) == [0, 1, 4])
        #expect(AnswerTokens.places(of: [2], in: [1, 1]) == [])
        #expect(AnswerTokens.places(of: [Int](), in: [1]) == [])
    }
}
