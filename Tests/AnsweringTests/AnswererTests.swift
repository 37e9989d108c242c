import Corpora
import Answering
import DurableFiles
import Evaluation
import Foundation
import Learning
import LearningTestSupport
import Testing
import VectorSearch

@Suite struct AnswererTests {
    @Test func aProjectAnswersWithItsSources() throws {
        let project = try TinyProject()
        let answerer = try Answerer(project: Project(project.folder))
        #expect(answerer.hasLexicalIndex && answerer.defaultSource == .hybrid)
        let response = try answerer.answer("Who built the mill of Kelby?")
        #expect(response.answers.count == 5 && response.passages.count == 3)
        #expect(abs(response.passages.reduce(0) { $0 + $1.probability } - 1) < 1e-6)
        for answer in response.answers {
            let bytes = Array(answerer.store.text(of: answer.block).utf8)
            #expect(String(decoding: bytes[answer.start..<answer.end], as: UTF8.self) == answer.text)
            let context = Array(answer.context.utf8)
            let end = answer.startInContext + answer.text.utf8.count
            #expect(String(decoding: context[answer.startInContext..<end], as: UTF8.self) == answer.text)
            #expect(response.passages.contains { $0.block == answer.block && $0.title == answer.title })
        }
        // The fire of Kelby and its mill: words that BM25 finds.
        #expect(
            try answerer.search("the mill of Kelby", count: 4, from: .lexical).contains { $0.text.contains("Kelby") })
    }

    @Test func manyQuestionsGetWhatEachGetsAlone() throws {
        let project = try TinyProject()
        let answerer = try Answerer(project: Project(project.folder))
        let texts = [
            "Who built the mill of Albury?", "", "Where was Ada Winter born?", "   ",
        ]
        let together = try answerer.answers(texts, count: 3, from: .dense)
        #expect(together.map(\.question) == texts)
        for (text, response) in zip(texts, together) {
            guard let alone = try? answerer.answer(text, count: 3, from: .dense) else {
                #expect(response.answers.isEmpty && response.passages.isEmpty)
                continue
            }
            #expect(response.passages.map(\.block) == alone.passages.map(\.block))
            #expect(zip(response.answers, alone.answers).allSatisfy { abs($0.probability - $1.probability) < 1e-4 })
        }
        #expect(try answerer.answers([]).isEmpty)
        #expect(try answerer.answers(["", " "]).allSatisfy(\.answers.isEmpty))
        #expect(try answerer.blocks(for: ["", "Kelby"], count: 2).map(\.count) == [0, 2])
    }

    /// As in training, where nobody is there to shorten them either.
    @Test func amongManyALongQuestionIsCutAndCounted() throws {
        let project = try TinyProject()
        let answerer = try Answerer(project: Project(project.folder))
        let (short, long) = ("who", String(repeating: "who ", count: 60))
        let found = try answerer.answers([long, short], count: 3, from: .dense)
        #expect(found.allSatisfy { $0.answers.count == 3 && $0.passages.count == 3 })
        let questions = [long, short, ""].map { Question($0, answers: ["Albury"]) }
        #expect(try AnswerEvaluation(answerer, questions: questions, from: .lexical).run().cut == 1)
        #expect(try RetrievalEvaluation(answerer, questions: questions, from: .dense).run().cut == 1)
        #expect(try RetrievalEvaluation(answerer, questions: questions, from: .lexical).run().cut == 0)
    }

    @Test func passagesComeFromWhereTheModelLearnedToReadThem() throws {
        let project = try TinyProject()
        let folder = Project(project.folder)
        var configuration = try RunConfiguration.of(run: folder.finetune)
        configuration.finetune.passagesFrom = .dense
        let answerer = try Answerer(project: folder, configuration: configuration)
        #expect(answerer.hasLexicalIndex && answerer.defaultSource == .dense)
        let question = "Who built the mill of Kelby?"
        #expect(try answerer.search(question).map(\.block) == answerer.search(question, from: .dense).map(\.block))
    }

    @Test func questionsThatCannotBeAskedAreNamed() throws {
        let project = try TinyProject()
        let answerer = try Answerer(project: Project(project.folder))
        #expect(throws: QuestionProblem.empty) { try answerer.answer(" \n") }
        #expect(throws: QuestionProblem.tooLong(tokens: 60, limit: 22)) {
            try answerer.answer(String(repeating: "who ", count: 60))
        }
        #expect(throws: QuestionProblem.empty) { try answerer.search("") }
        #expect(
            QuestionProblem.tooLong(tokens: 60, limit: 22).description
                == "the question has 60 word pieces and the model reads at most 22; shorten it")
    }

    @Test func withoutAReaderItSearchesOnly() throws {
        let project = try TinyProject(finetuned: false)
        let answerer = try Answerer(project: Project(project.folder))
        #expect(try answerer.search("the river Wend", count: 3).count == 3)
        let problem = #expect(throws: TrainingProblem.self) { try answerer.answer("Who?") }
        #expect(
            problem?.description
                == "the model has no reader, so it can search but not answer; run `pyramidion finetune`")
    }

    @Test func withoutALexicalIndexItSearchesDense() throws {
        let project = try TinyProject()
        try FileManager.default.removeItem(at: project.folder.appending(path: "lexical"))
        let answerer = try Answerer(project: Project(project.folder))
        #expect(answerer.defaultSource == .dense)
        #expect(try answerer.search("the river Wend").count == 10)
        #expect(throws: TrainingProblem.self) { try answerer.search("the river Wend", from: .lexical) }
    }

    @Test func partsThatDoNotBelongTogetherAreRefused() throws {
        let project = try TinyProject()
        let other = try TinyWorld(Array(TinyTexts.documents.dropLast()))
        let folder = Project(project.folder)
        func open(corpus: URL? = nil, index: URL? = nil, model: URL? = nil) throws -> Answerer {
            try Answerer(
                model: model ?? folder.answeringModel, corpus: corpus ?? folder.corpus, index: index ?? folder.index,
                lexical: folder.lexical)
        }
        let corpus = #expect(throws: VectorIndexError.self) { try open(corpus: other.corpusFolder) }
        #expect(corpus?.description.contains("the index was made from another corpus") == true)
        let empty = other.folder("empty")
        let index = #expect(throws: FileProblem.self) { try open(index: empty) }
        #expect(
            index?.description
                == "\(empty.path): holds no index generation; make one with `pyramidion index build`")
        #expect(throws: FileProblem.self) { try open(model: empty) }

        // An index of another model, here one of another width too.
        var configuration = other.configuration
        configuration.embedder.start = try other.startFolder().path
        configuration.embedder.width = 4
        configuration.warmstart.steps = 0
        try WarmStart.trainEmbedder(other.inputs("narrow", configuration), vocabulary: other.vocabulary)
        try IndexRefresh.build(
            ModelBundle(opening: other.folder("narrow")), number: 1, step: 0,
            in: GenerationFolder(other.folder("narrow index")), store: project.world.store, documentTokens: 64,
            progress: { _, _ in })
        let narrow = #expect(throws: VectorIndexError.self) { try open(index: other.folder("narrow index")) }
        #expect(narrow?.description.contains("the index was made by another model") == true)
    }

    @Test func lengthsThatTheWeightsDoNotReadAreRefused() throws {
        let project = try TinyProject()
        let folder = Project(project.folder)
        var configuration = try RunConfiguration.of(run: folder.finetune)
        configuration.reader.jointTokens = 512
        let problem = #expect(throws: TrainingProblem.self) {
            try Answerer(project: folder, configuration: configuration)
        }
        #expect(problem?.description.hasPrefix("reader.jointTokens is 512, but the weights read at most 128") == true)
    }

    @Test func evaluationsCountEveryQuestion() throws {
        let project = try TinyProject()
        let answerer = try Answerer(project: Project(project.folder))
        let questions =
            TinyTexts.questions.map { Question($0.text, answers: [$0.answer]) } + [Question("", answers: ["Albury"])]
        let outcome = try AnswerEvaluation(answerer, questions: questions).run()
        #expect(outcome.answers.count == 17)
        #expect(outcome.answers.last == .some(nil))
        let retrieval = try RetrievalEvaluation(answerer, questions: questions, from: .lexical).run()
        #expect(retrieval.ranked.map(\.count) == Array(repeating: 20, count: 16) + [0])
    }
}
