import Corpora
import Evaluation
import Foundation
import Learning
import LearningTestSupport
import Realm
import Tensors
import Testing
import VectorSearch
import Wordpieces

@Suite struct FineTuningTaskTests {
    private func finder(_ world: TinyWorld) throws -> PassageFinder {
        let embedder = try world.embedder()
        let run = RunFolder(world.folder("index \(UUID().uuidString)"))
        try IndexSnapshot.publish(embedder, vocabulary: world.vocabulary, step: 0, run: run)
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64)
        let generation = try #require(try GenerationFolder(run.index).current())
        return PassageFinder(
            corpus: world.corpus, embedder: embedder, index: generation.index, lexical: nil, queryTokens: 48,
            threads: 1, denseWeight: 0.5)
    }

    private func question(_ world: TinyWorld, _ text: String, _ answers: [String]) -> TrainingQuestion {
        TrainingQuestion(
            text: text, tokens: world.tokenizer.ids(of: text), answers: answers.map(world.tokenizer.ids(of:)))
    }

    private func configuration(
        _ world: TinyWorld, _ change: (inout RunConfiguration) -> Void = { _ in }
    ) -> RunConfiguration {
        var configuration = world.configuration
        configuration.finetune.passagesFrom = .dense
        configuration.finetune.batch = 1
        change(&configuration)
        return configuration
    }

    private func hasGradient(_ module: any Module) throws -> Bool {
        try module.parameters.contains { try $0.tensor.gradient()?.floats().contains { $0 != 0 } ?? false }
    }

    /// One step: which losses were logged, and whose gradients there are.
    private func step(
        _ task: FineTuningTask
    ) throws -> (figures: Set<String>, loss: Float?, embedder: Bool, reader: Bool) {
        var loss: Float?
        let figures = try task.takeStep(0) { part in
            loss = try part.scalar()
            try part.backward()
        }
        return (
            Set(figures.map(\.0)), loss, try hasGradient(task.parts[0].model.module),
            try hasGradient(task.parts[1].model.module)
        )
    }

    @Test func bothSidesLearnFromAnAnswerThatWasFound() throws {
        let world = try TinyWorld()
        let finder = try finder(world)
        // "the" stands in every passage, but not in every candidate once titles' own blocks are far down the list.
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(),
            questions: [question(world, "Who built the mill?", ["the", "Albury"])],
            configuration: configuration(world) { $0.finetune.retrieverCandidates = 60 })
        let step = try step(task)
        #expect(step.figures.isSuperset(of: ["readerLoss", "answerable", "recall@1", "recall@5"]))
        #expect(step.reader && step.embedder)
    }

    @Test func anAnswerThatIsNowhereTeachesNothing() throws {
        let world = try TinyWorld()
        let task = try FineTuningTask(
            finder: finder(world), reader: world.reader(),
            questions: [question(world, "Who built the mill?", ["penrith hall of the wend"])],
            configuration: configuration(world))
        let step = try step(task)
        #expect(step.loss == nil && !step.reader && !step.embedder)
        #expect(step.figures.isDisjoint(with: ["readerLoss", "retrieverLoss"]))
    }

    @Test func withoutTheRetrieversLossOrItsScoreOnlyTheReaderLearns() throws {
        let world = try TinyWorld()
        let task = try FineTuningTask(
            finder: finder(world), reader: world.reader(), questions: [question(world, "Who?", ["the"])],
            configuration: configuration(world) {
                $0.finetune.retrieverCandidates = 0
                $0.reader.relevanceScale = 0
            })
        let step = try step(task)
        #expect(step.reader && !step.embedder)
        #expect(!step.figures.contains("retrieverLoss"))
    }

    @Test func theQuerySideAloneLearnsByTheRetrieversLoss() throws {
        let world = try TinyWorld()
        let finder = try finder(world)
        let index = (0..<world.store.count).map(finder.index.vector)
        let text = "Who built the mill of Kelby?"
        let asked = question(world, text, ["Kelby"])
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), trainsReader: false, questions: [asked],
            configuration: configuration(world) { $0.finetune.retrieverCandidates = world.store.count })
        let step = try step(task)
        #expect(step.embedder && !step.reader)
        #expect(!task.parts[1].isTrained)
        #expect(step.figures.contains("retrieverLoss") && !step.figures.contains("readerLoss"))
        // lse over all − lse over those that hold an answer, from the stored vectors.
        let scores = try finder.relevance(
            of: [Array(0..<world.store.count)],
            to: [PassageFinder.Question(text: text, tokens: asked.tokens)])[0].map(Double.init)
        let holds = (0..<world.store.count).map { AnswerTokens.occur(asked.answers[0], in: world.corpus.body($0)) }
        func lse(_ values: [Double]) -> Double { log(values.reduce(0) { $0 + exp($1) }) }
        let expected = lse(scores) - lse(zip(scores, holds).filter(\.1).map(\.0))
        #expect(abs(Double(step.loss ?? 0) - expected) < 1e-4)
        #expect((0..<world.store.count).map(finder.index.vector) == index)
    }

    @Test func everyQuestionIsAskedOncePerPass() throws {
        let world = try TinyWorld()
        let questions = TinyTexts.questions.map { question(world, $0.text, [$0.answer]) }
        let finder = try finder(world)
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: questions,
            configuration: configuration(world) { $0.finetune.batch = 3 })
        let texts = (0..<16).flatMap { task.questions(ofStep: $0).map(\.text) }
        for pass in 0..<3 { #expect(Set(texts[pass * 16..<(pass + 1) * 16]).count == 16) }
        #expect(Array(texts[0..<16]) != Array(texts[16..<32]))
    }

    @Test func noQuestionsAreRefused() throws {
        let world = try TinyWorld()
        let problem = #expect(throws: TrainingProblem.self) {
            try FineTuningTask(
                finder: finder(world), reader: world.reader(), questions: [], configuration: world.configuration)
        }
        #expect(
            problem?.description
                == "nothing to learn from in finetune: there is no training question with an answer")
    }

    @Test func theReaderStartsFromTheModelsOwnEncoderWhereNoOtherIsNamed() throws {
        let project = try TinyProject()
        let bundle = try ModelBundle(opening: project.world.folder("finetune"))
        #expect(bundle.parts == ["embedder", "reader"])
        let reader = try bundle.reader()
        #expect(reader.configuration.bert == project.world.bert())
    }
}
