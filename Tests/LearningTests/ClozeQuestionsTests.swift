import Wordpieces
import Corpora
import Foundation
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
            #expect(AnswerTokens.occur(answer, in: Array(world.corpus.body(source.block)[source.sentence])))
            #expect(!question.tokens.contains(world.vocabulary.mask))
            #expect(question.text.contains("when") || question.text.contains("what"))
        }
        let again = try ClozeQuestions.make(
            queries, corpus: world.corpus, tokenizer: world.tokenizer, most: 30, seed: 1)
        #expect(again == questions)
    }

    /// A question word cannot stand for pieces here and there.
    @Test(arguments: [MaskingSettings.Kind.tokens, .spans])
    func sentencesWithRandomMasksAreLeftOut(kind: MaskingSettings.Kind) throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.masking.kind = kind
        let queries = try MaskedQueries(world.corpus, configuration, file: world.folder("spans")) { _ in }
        let questions = try ClozeQuestions.make(
            queries, corpus: world.corpus, tokenizer: world.tokenizer, most: 60, seed: 1)
        #expect(questions.count < 20)
        for question in questions {
            let source = try #require(question.source)
            #expect(AnswerTokens.occur(question.answers[0], in: world.corpus.body(source.block)))
        }
    }

    /// The kind of mask is a setting of pre-training, which fine-tuning takes over.
    @Test func aModelOfRandomMasksLearnsFromWholeSpans() throws {
        let world = try TinyProject(finetuned: false).world
        let configuration = world.fineTuning {
            $0.masking.kind = .tokens
            $0.finetune.steps = 2
            $0.finetune.batch = 10
            $0.reader.start = world.folder("start").path
        }
        _ = try world.startFolder()
        try FineTuning.train(
            world.inputs("tuned", configuration), model: ModelBundle(opening: world.folder("pretrain")),
            index: world.folder("pretrain/index"), lexical: nil, questions: nil)
        let logged = try MetricsLog.lines(of: world.folder("tuned/metrics.jsonl"))
        #expect(logged.contains { $0.values["readerLoss"] != nil })
    }

    @Test(arguments: [("1804", "when"), ("March 3, 1804", "when"), ("Ada Winter", "what"), ("", "what")])
    func aDateIsAskedForByWhen(answer: String, word: String) {
        #expect(ClozeQuestions.questionWord(for: answer) == word)
    }
}
