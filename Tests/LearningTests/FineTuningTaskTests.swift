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
            text: text, tokens: world.tokenizer.ids(of: text), answers: answers.map(world.tokenizer.ids(of:)),
            written: answers)
    }

    private func run(_ world: TinyWorld) -> RunFolder { RunFolder(world.folder("run")) }

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
            configuration: configuration(world) { $0.finetune.retrieverCandidates = 60 }, run: run(world))
        let step = try step(task)
        #expect(
            step.figures.isSuperset(of: [
                "readerLoss", "readerOracle", "spanExactMatch", "exactMatch", "recall@1", "recall@5",
            ]))
        #expect(step.reader && step.embedder)
    }

    @Test func anAnswerThatIsNowhereTeachesNothing() throws {
        let world = try TinyWorld()
        let task = try FineTuningTask(
            finder: finder(world), reader: world.reader(),
            questions: [question(world, "Who built the mill?", ["penrith hall of the wend"])],
            configuration: configuration(world), run: run(world))
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
            }, run: run(world))
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
            configuration: configuration(world) { $0.finetune.retrieverCandidates = world.store.count }, run: run(world)
        )
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

    /// What a step logs, by name.
    private func figures(_ task: FineTuningTask, step: Int = 0) throws -> [String: Double] {
        Dictionary(try task.takeStep(step) { try $0.backward() }, uniquingKeysWith: { first, _ in first })
    }

    /// What a task reads for a question.
    private func read(
        _ task: FineTuningTask, _ finder: PassageFinder, _ question: TrainingQuestion
    ) throws -> [PassageContext] {
        let asked = PassageFinder.Question(text: question.text, tokens: question.tokens)
        return try task.found(for: [question], vectors: finder.embeddings(of: [asked])).contexts[0]
    }

    /// f(x, z) of all blocks, best first.
    private func ranked(_ world: TinyWorld, _ finder: PassageFinder, _ question: TrainingQuestion) throws -> [Int] {
        try finder.passages(
            for: [PassageFinder.Question(text: question.text, tokens: question.tokens)], count: world.store.count,
            from: .dense)[0].map(\.id)
    }

    @Test func aPassageWithAnAnswerTakesTheLastOnesPlaceWhereThatIsAskedFor() throws {
        let world = try TinyWorld()
        let finder = try finder(world)
        let asked = TinyTexts.questions.map { question(world, $0.text, [$0.answer]) }
        let configuration = configuration(world) {
            $0.finetune.retrieverCandidates = 0
            $0.reader.wholeWords = true
        }
        var ensuring = configuration
        ensuring.finetune.ensuresAnswer = true
        var found = (without: 0, with: 0)
        for question in asked {
            let without = try FineTuningTask(
                finder: finder, reader: world.reader(), questions: [question], configuration: configuration,
                run: run(world))
            let with = try FineTuningTask(
                finder: finder, reader: world.reader(), questions: [question], configuration: ensuring,
                run: run(world))
            let (before, after) = (try read(without, finder, question), try read(with, finder, question))
            func holds(_ contexts: [PassageContext]) -> Bool {
                contexts.contains { AnswerTokens.occur(question.answers[0], in: world.corpus.body($0.block)) }
            }
            #expect(after.count == before.count && after.dropLast() == before.dropLast())
            if holds(before) { #expect(after == before) }
            if after != before {
                // The best of those further down, and no better one was passed over.
                let place = try #require(try ranked(world, finder, question).firstIndex(of: after[1].block))
                let earlier = try ranked(world, finder, question)[1..<place]
                #expect(!earlier.contains { AnswerTokens.occur(question.answers[0], in: world.corpus.body($0)) })
            }
            if holds(before) { found.without += 1 }
            if holds(after) { found.with += 1 }
            #expect(try figures(with)["readerOracle"] ?? 0 == (holds(after) ? 1 : 0))
        }
        #expect(found.without < found.with && found.with == asked.count)
    }

    /// Candidates and passages come from one search; two would find the same.
    @Test(arguments: [0, 1, 5, 24, 500])
    func oneSearchFindsWhatTwoWould(candidates: Int) throws {
        let world = try TinyWorld()
        let finder = try finder(world)
        var batch = TinyTexts.questions.prefix(5).map { question(world, $0.text, [$0.answer]) }
        let asked = batch.map { PassageFinder.Question(text: $0.text, tokens: $0.tokens) }
        let vectors = try finder.embeddings(of: asked)
        let all = try finder.passages(for: asked, count: world.store.count, from: .dense).map { $0.map(\.id) }
        // The block that a question was made from is never a candidate for it, nor is it read.
        for (number, place) in [(1, 0), (3, 2)] {
            let other = batch[number]
            batch[number] = TrainingQuestion(
                text: other.text, tokens: other.tokens, answers: other.answers, written: other.written,
                source: all[number][place])
        }
        let configuration = configuration(world) { $0.finetune.retrieverCandidates = candidates }
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: batch, configuration: configuration, run: run(world))
        let found = try task.found(for: batch, vectors: vectors)
        for (number, question) in batch.enumerated() {
            let others = all[number].filter { $0 != question.source }
            #expect(found.candidates[number] == Array(others.prefix(candidates)))
            #expect(
                found.contexts[number]
                    == world.corpus.contexts(
                        others, for: question.tokens, count: 2, configuration.reader, excluding: question.source))
        }
    }

    @Test func aRunWithoutAnyLossIsRefused() throws {
        let world = try TinyWorld()
        let problem = #expect(throws: TrainingProblem.self) {
            try FineTuningTask(
                finder: finder(world), reader: world.reader(), trainsReader: false,
                questions: [question(world, "Who?", ["the"])],
                configuration: configuration(world) { $0.finetune.retrieverCandidates = 0 }, run: run(world))
        }
        #expect(problem?.description.contains("finetune.retrieverCandidates") == true)
    }

    @Test func theIndexIsRebuiltAndPassagesLearnWhereThatIsAskedFor() throws {
        let world = try TinyWorld()
        let finder = try finder(world)
        let asked = question(world, "Who built the mill of Kelby?", ["the", "Kelby"])
        let text = PassageFinder.Question(text: asked.text, tokens: asked.tokens)
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: [asked],
            configuration: configuration(world) {
                $0.finetune.refreshEvery = 2
                $0.finetune.steps = 3
            }, run: run(world))
        try task.begin(at: 0, memory: nil)
        _ = try figures(task)
        let embedder = try #require(task.parts.first).model.module
        #expect(try hasGradient(embedder))
        // Another model's vectors: the index must be made of it, and the search must use it.
        for (_, tensor) in embedder.parameters { try tensor.assign(from: tensor.detached() * 0.5) }
        #expect(try task.finish(step: 1).isEmpty && task.memory == [:])
        #expect(try task.finish(step: 2).map(\.0) == ["generation"] && task.memory == ["generation": 1])
        let rebuilt = try #require(try GenerationFolder(run(world).index).current()).index
        #expect(rebuilt.vector(0) != finder.index.vector(0))
        let own = try BlockEmbedder(finder.embedder, corpus: world.corpus, documentTokens: 64).embeddings(of: 0..<1)
        #expect(zip(rebuilt.vector(0), own).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(try task.finish(step: 3).map(\.0) == ["generation"] && task.memory == ["generation": 2])
        #expect(try ModelBundle(opening: run(world).snapshots.appending(path: "step-00000003")).parts == ["embedder"])
        _ = try finder.relevance(of: [[0]], to: [text])
    }

    @Test func aFrozenIndexGivesPassagesNoGradient() throws {
        let world = try TinyWorld()
        let task = try FineTuningTask(
            finder: finder(world), reader: world.reader(), questions: [question(world, "Who?", ["the"])],
            configuration: configuration(world), run: run(world))
        try task.begin(at: 0, memory: nil)
        #expect(try task.finish(step: 7).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: run(world).index.path))
    }

    @Test func theRetrieversLossCountsPassagesByTheRuleThatIsSet() throws {
        let world = try TinyWorld()
        let finder = try finder(world)
        let asked = question(world, "When was the mill built?", ["84"])
        // It stands within the years of a quarter of the towns, and nowhere as a word.
        func recall(_ rule: FinetuneSettings.AnswerMatch) throws -> Double? {
            let task = try FineTuningTask(
                finder: finder, reader: world.reader(), questions: [asked],
                configuration: configuration(world) {
                    $0.finetune.answerMatch = rule
                    $0.finetune.retrieverCandidates = world.store.count
                }, run: run(world))
            return try figures(task)["recall@50"]
        }
        #expect(try recall(.wordpieces) == 0)
        #expect(try recall(.words) == 0)
        #expect(try recall(.substring) == 1)
    }

    @Test func theBestModelIsKeptAndIsTheLastOnesSuccessor() throws {
        let world = try TinyWorld()
        let finder = try finder(world)
        let asked = TinyTexts.questions.map { question(world, $0.text, [$0.answer]) }
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: asked, development: asked,
            configuration: configuration(world) {
                $0.finetune.steps = 4
                $0.finetune.evaluateEvery = 2
                $0.finetune.evaluateQuestions = 4
            }, run: run(world))
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
        let finder = try finder(world)
        let reader = try world.reader()
        let configuration = configuration(world) {
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
        let choosing = question(world, asked.text, ["the \(answer.text)"])
        let task = try FineTuningTask(
            finder: finder, reader: reader, questions: [choosing], development: [choosing],
            configuration: configuration, run: run(world))
        try task.begin(at: 0, memory: nil)
        let figures = try task.finish(step: 2)
        #expect(figures.map(\.1) == [1, 0])
        #expect(task.memory["bestCorrect"] == (measure == .exactMatch ? 1 : 0))
    }

    @Test func partsOfWordsAreSpansWhereThatIsAskedFor() throws {
        let world = try TinyWorld()
        func spans(_ wholeWords: Bool) -> Int {
            var settings = world.configuration.reader
            settings.wholeWords = wholeWords
            return PassageReading(
                questions: [world.tokenizer.ids(of: "Who?")],
                contexts: [[PassageContext(around: 0, tokens: 0, store: world.store)]], corpus: world.corpus,
                settings: settings, longestSpan: 5, wordStarts: WordStarts(world.vocabulary)
            ).spans.count
        }
        let count = world.corpus.body(0).count
        #expect(spans(false) == 5 * count - 10)
        #expect(spans(true) < spans(false))
    }

    @Test func everyQuestionIsAskedOncePerPass() throws {
        let world = try TinyWorld()
        let questions = TinyTexts.questions.map { question(world, $0.text, [$0.answer]) }
        let finder = try finder(world)
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: questions,
            configuration: configuration(world) { $0.finetune.batch = 3 }, run: run(world))
        let texts = (0..<16).flatMap { task.questions(ofStep: $0).map(\.text) }
        for pass in 0..<3 { #expect(Set(texts[pass * 16..<(pass + 1) * 16]).count == 16) }
        #expect(Array(texts[0..<16]) != Array(texts[16..<32]))
    }

    @Test func noQuestionsAreRefused() throws {
        let world = try TinyWorld()
        let problem = #expect(throws: TrainingProblem.self) {
            try FineTuningTask(
                finder: finder(world), reader: world.reader(), questions: [], configuration: world.configuration,
                run: run(world))
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
