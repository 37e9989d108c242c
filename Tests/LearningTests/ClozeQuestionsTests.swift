import Wordpieces
import Corpora
import Learning
import LearningTestSupport
import Testing

@Suite struct ClozeQuestionsTests {
    @Test func aQuestionWordStandsForTheSpan() throws {
        let world = try TinyWorld()
        let queries = try MaskedQueries(world.corpus, world.configuration, file: world.folder("spans")) { _ in }
        let questions = try ClozeQuestions.make(
            queries, corpus: world.corpus, tokenizer: world.tokenizer, most: 30, seed: 1)
        #expect(questions.count == 30)
        for question in questions {
            let source = try #require(question.source)
            let answer = try #require(question.answers.first)
            #expect(AnswerTokens.occur(answer, in: world.corpus.body(source)))
            #expect(!question.tokens.contains(world.vocabulary.mask))
            #expect(question.text.contains("when") || question.text.contains("what"))
        }
        let again = try ClozeQuestions.make(
            queries, corpus: world.corpus, tokenizer: world.tokenizer, most: 30, seed: 1)
        #expect(again == questions)
    }

    @Test(arguments: [("1804", "when"), ("March 3, 1804", "when"), ("Ada Winter", "what"), ("", "what")])
    func aDateIsAskedForByWhen(answer: String, word: String) {
        #expect(ClozeQuestions.questionWord(for: answer) == word)
    }
}
