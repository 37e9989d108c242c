import Learning
import LearningTestSupport
import Tensors
import Testing
import VectorSearch
import Wordpieces

/// Which of the models that were measured meanwhile fine-tuning leaves.
@Suite struct BestModelTests {
    @Test func theBestModelIsKeptAndIsTheLastOnesSuccessor() throws {
        let world = try TinyWorld()
        let finder = try world.finder()
        let asked = TinyTexts.questions.map { world.question($0.text, [$0.answer]) }
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: asked, development: asked,
            configuration: world.fineTuning {
                $0.finetune.steps = 4
                $0.finetune.evaluateEvery = 2
                $0.finetune.evaluateQuestions = 4
            }, run: world.run)
        try task.begin(at: 0, memory: nil)
        #expect(try task.finish(step: 1).isEmpty)
        let first = try task.finish(step: 2)
        #expect(first.map(\.0) == ["dev.exactMatch", "dev.spanExactMatch"] && task.memory["bestStep"] == 2)
        let module = task.parts[1].model.module
        let best = try module.parameters.map { try $0.tensor.floats() }
        // A model that knows nothing: all spans score the same.
        for (_, tensor) in module.parameters { try tensor.assign(from: tensor.detached() * 0) }
        _ = try task.finish(step: 4)
        let last = try module.parameters.map { try $0.tensor.floats() }
        if task.memory["bestStep"] == 2 { #expect(last == best) }
        #expect(task.memory["bestCorrect"] ?? -1 >= Int((first[0].1 * 4).rounded()))
    }

    /// A reference that is this model's answer with an article: the same text to the official score, another span.
    @Test(arguments: FinetuneSettings.Measure.allCases)
    func theBestModelIsChosenByTextsOrBySpans(measure: FinetuneSettings.Measure) throws {
        let world = try TinyWorld()
        let finder = try world.finder()
        let reader = try world.reader()
        let configuration = world.fineTuning {
            $0.finetune.steps = 2
            $0.finetune.evaluateEvery = 2
            $0.finetune.evaluateBy = measure
        }
        let asked = PassageFinder.Question(
            text: "Who built the mill?", tokens: world.tokenizer.ids(of: "Who built the mill?"))
        let answers = AnswerFinder(corpus: world.corpus, reader: reader, settings: configuration.reader)
        let found = try finder.passages(for: [asked], count: configuration.reader.passages, from: .dense)[0]
        let contexts = answers.contexts(found.map(\.id), for: asked.tokens, count: configuration.reader.passages)
        let reading = AnswerFinder.Reading(
            question: asked.tokens, contexts: contexts,
            relevance: try finder.relevance(of: [contexts.map(\.block)], to: [asked])[0])
        let answer = try #require(try answers.answers(to: [reading], count: 1)[0].first)
        let choosing = world.question(asked.text, ["the \(answer.text)"])
        let task = try FineTuningTask(
            finder: finder, reader: reader, questions: [choosing], development: [choosing],
            configuration: configuration, run: world.run)
        try task.begin(at: 0, memory: nil)
        let figures = try task.finish(step: 2)
        #expect(figures.map(\.1) == [1, 0])
        #expect(task.memory["bestCorrect"] == (measure == .exactMatch ? 1 : 0))
    }
}
