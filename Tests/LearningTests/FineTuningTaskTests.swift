import Bert
import Corpora
import Foundation
import Learning
import LearningTestSupport
import Realm
import Tensors
import Testing
import VectorSearch

@Suite struct FineTuningTaskTests {
    @Test func bothSidesLearnFromAnAnswerThatWasFound() throws {
        let world = try TinyWorld()
        let finder = try world.finder()
        // "the" stands in every passage, but not in every candidate once titles' own blocks are far down the list.
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(),
            questions: [world.question("Who built the mill?", ["the", "Albury"])],
            configuration: world.fineTuning { $0.finetune.retrieverCandidates = 60 }, run: world.run)
        let step = try task.oneStep()
        #expect(
            step.figures.isSuperset(of: [
                "readerLoss", "readerOracle", "spanExactMatch", "exactMatch", "recall@1", "recall@5",
            ]))
        #expect(step.reader && step.embedder)
    }

    @Test func anAnswerThatIsNowhereTeachesNothing() throws {
        let world = try TinyWorld()
        let task = try FineTuningTask(
            finder: world.finder(), reader: world.reader(),
            questions: [world.question("Who built the mill?", ["penrith hall of the wend"])],
            configuration: world.fineTuning(), run: world.run)
        let step = try task.oneStep()
        #expect(step.loss == nil && !step.reader && !step.embedder)
        #expect(step.figures.isDisjoint(with: ["readerLoss", "retrieverLoss"]))
    }

    @Test func withoutTheRetrieversLossOrItsScoreOnlyTheReaderLearns() throws {
        let world = try TinyWorld()
        let task = try FineTuningTask(
            finder: world.finder(), reader: world.reader(), questions: [world.question("Who?", ["the"])],
            configuration: world.fineTuning {
                $0.finetune.retrieverCandidates = 0
                $0.reader.relevanceScale = 0
            }, run: world.run)
        let step = try task.oneStep()
        #expect(step.reader && !step.embedder)
        #expect(!step.figures.contains("retrieverLoss"))
    }

    @Test func theQuerySideAloneLearnsByTheRetrieversLoss() throws {
        let world = try TinyWorld()
        let finder = try world.finder()
        let index = (0..<world.store.count).map(finder.index.vector)
        let text = "Who built the mill of Kelby?"
        let asked = world.question(text, ["Kelby"])
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), trainsReader: false, questions: [asked],
            configuration: world.fineTuning { $0.finetune.retrieverCandidates = world.store.count }, run: world.run
        )
        let step = try task.oneStep()
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

    @Test func theRetrieversLossCountsPassagesByTheRuleThatIsSet() throws {
        let world = try TinyWorld()
        let finder = try world.finder()
        let asked = world.question("When was the mill built?", ["84"])
        // It stands within the years of a quarter of the towns, and nowhere as a word.
        func recall(_ rule: FinetuneSettings.AnswerMatch) throws -> Double? {
            let task = try FineTuningTask(
                finder: finder, reader: world.reader(), questions: [asked],
                configuration: world.fineTuning {
                    $0.finetune.answerMatch = rule
                    $0.finetune.retrieverCandidates = world.store.count
                }, run: world.run)
            return try task.figures()["recall@50"]
        }
        #expect(try recall(.wordpieces) == 0)
        #expect(try recall(.words) == 0)
        #expect(try recall(.substring) == 1)
    }

    /// What is learned and what is answered are one distribution, whichever it is.
    @Test(arguments: ReaderSettings.Normalization.allCases)
    func theReadersLossIsThatOfTheAnswersItGives(normalization: ReaderSettings.Normalization) throws {
        let world = try TinyWorld()
        let (finder, reader) = (try world.finder(), try world.reader())
        let asked = world.question("Who built the mill?", ["the"])
        let configuration = world.fineTuning {
            $0.finetune.retrieverCandidates = 0
            $0.reader.normalization = normalization
            $0.reader.mergesAnswers = false
            $0.reader.skipsPunctuation = false
        }
        let task = try FineTuningTask(
            finder: finder, reader: reader, questions: [asked], configuration: configuration, run: world.run)
        let contexts = try task.contexts(of: asked, finder)
        let reading = AnswerFinder.Reading(
            question: asked.tokens, contexts: contexts,
            relevance: try finder.relevance(
                of: [contexts.map(\.block)],
                to: [PassageFinder.Question(text: asked.text, tokens: asked.tokens)])[0])
        let answers = try AnswerFinder(corpus: world.corpus, reader: reader, settings: configuration.reader)
            .answers(to: [reading], count: .max)[0]
        let right = answers.filter { answer in
            world.corpus.body(answer.block)[answer.tokens].elementsEqual(asked.answers[0])
        }
        let expected = -log(right.reduce(0) { $0 + $1.probability })
        let loss = try #require(try task.figures()["readerLoss"])
        #expect(!right.isEmpty)
        #expect(abs(loss - expected) < 1e-3 * (1 + expected))
    }

    @Test func aRunWithoutAnyLossIsRefused() throws {
        let world = try TinyWorld()
        let problem = #expect(throws: TrainingProblem.self) {
            try FineTuningTask(
                finder: world.finder(), reader: world.reader(), trainsReader: false,
                questions: [world.question("Who?", ["the"])],
                configuration: world.fineTuning { $0.finetune.retrieverCandidates = 0 }, run: world.run)
        }
        #expect(problem?.description.contains("finetune.retrieverCandidates") == true)
    }

    @Test func noQuestionsAreRefused() throws {
        let world = try TinyWorld()
        let problem = #expect(throws: TrainingProblem.self) {
            try FineTuningTask(
                finder: world.finder(), reader: world.reader(), questions: [], configuration: world.configuration,
                run: world.run)
        }
        #expect(
            problem?.description
                == "nothing to learn from in finetune: there is no training question with an answer")
    }

    @Test func everyQuestionIsAskedOncePerPass() throws {
        let world = try TinyWorld()
        let questions = TinyTexts.questions.map { world.question($0.text, [$0.answer]) }
        let finder = try world.finder()
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: questions,
            configuration: world.fineTuning { $0.finetune.batch = 3 }, run: world.run)
        let texts = (0..<16).flatMap { task.questions(ofStep: $0).map(\.text) }
        for pass in 0..<3 { #expect(Set(texts[pass * 16..<(pass + 1) * 16]).count == 16) }
        #expect(Array(texts[0..<16]) != Array(texts[16..<32]))
    }

    @Test func theReaderStartsFromTheModelsOwnEncoderWhereNoOtherIsNamed() throws {
        let project = try TinyProject()
        let bundle = try ModelBundle(opening: project.world.folder("finetune"))
        #expect(bundle.parts == ["embedder", "reader"])
        let reader = try bundle.reader()
        #expect(reader.configuration.bert == project.world.bert())
    }
}
