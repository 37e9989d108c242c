import Answering
import Bert
import Checkpoints
import Corpora
import Foundation
import Learning
import Realm
import Tensors
import TensorsTestSupport
import Testing
import VectorSearch
import Wordpieces

/// An open QA checkpoint from its files to its answers, against `RealmForOpenQA`.
@Suite struct OpenQuestionAnsweringTests {
    private let released: Released

    init() throws { released = try Released() }

    @Test(arguments: ["model.safetensors", "pytorch_model.bin"])
    func aProjectAnswersAsTheReleasedCodeDoes(format: String) throws {
        let other = format == "model.safetensors" ? "pytorch_model.bin" : "model.safetensors"
        let out = released.folder("project")
        var progress: [String] = []
        let report = try CheckpointImport.run(released.copy("openqa", without: [other]), to: out) {
            stage, done, total in
            if done == total { progress.append(stage.rawValue) }
        }
        #expect(report.layout == .openqa && report.blocks == 13 && report.isProject)
        #expect(progress == ["corpus", "index"])

        let answerer = try Answerer(project: Project(out))
        #expect(answerer.store.count == released.expected.texts.count)
        #expect((0..<13).map(answerer.store.text(of:)) == released.expected.texts)
        #expect(!answerer.hasLexicalIndex && answerer.defaultSource == .dense)
        for expected in released.expected.openqa {
            let found = try answerer.search(expected.question, count: 5)
            #expect(found.map(\.block) == expected.blocks, "\(expected.question)")
            #expect(agree(found.map { Float($0.score) }, expected.relevance))
            let answer = try #require(try answerer.answer(expected.question, count: 1).answers.first)
            #expect(answer.block == expected.block)
            // Places in the joint sequence, behind the question with its two marks.
            let ranges = answerer.store.tokenRanges(of: expected.block)
            let start = ranges[expected.start - expected.ids.count].lowerBound
            let end = ranges[expected.end - expected.ids.count].upperBound
            #expect(answer.start == start && answer.end == end, "\(expected.question): \(answer.text)")
            // The logarithm of a probability is a difference of logits, to which f(x, z) was added.
            let largest = expected.relevance.map(abs).max() ?? 0
            #expect(abs(log(answer.probability / expected.probability)) <= Tolerance.output * largest)
        }
    }

    /// Steps of the task that trains, a question each, against `RealmForOpenQA` in training mode.
    ///
    /// Of the answers some are read, some only found, some wider than a span, and some stand behind what fits into the
    /// reader, where they teach nothing.
    @Test func trainingHasTheLossesAndGradientsOfTheReleasedCode() throws {
        let out = released.folder("project")
        _ = try CheckpointImport.run(released.copy("openqa"), to: out)
        let project = Project(out)
        var settings = try RunConfiguration.of(run: project.finetune)
        // Hugging Face's port knows an answer by its word pieces; and the fixture's models have no dropout.
        settings.finetune.answerMatch = .wordpieces
        settings.embedder.dropout = 0
        settings.embedder.attentionDropout = 0
        settings.embedder.projectionDropout = 0
        settings.reader.dropout = 0
        settings.reader.attentionDropout = 0
        let bundle = try ModelBundle(opening: project.finetune)
        let corpus = try LearningCorpus(BlockStore(opening: project.corpus), vocabulary: bundle.vocabulary)
        let index = try #require(try GenerationFolder(project.index).current()).index
        let finder = PassageFinder(
            corpus: corpus, embedder: try bundle.embedder(), index: index, lexical: nil,
            queryTokens: settings.embedder.queryTokens, threads: 1, denseWeight: 1)
        let reader = try bundle.reader()
        let tokenizer = WordpieceTokenizer(vocabulary: bundle.vocabulary)
        for expected in released.expected.openqa {
            let question = TrainingQuestion(
                text: expected.question, tokens: tokenizer.ids(of: expected.question),
                answers: expected.answers.map(tokenizer.ids(of:)), written: expected.answers)
            #expect(question.tokens == Array(expected.ids.dropFirst().dropLast()))
            let task = try FineTuningTask(
                finder: finder, reader: reader, questions: [question], configuration: settings,
                run: RunFolder(released.folder("run")))
            var total: Float = 0
            let figures = try task.takeStep(0) { loss in
                total += try loss.scalar()
                // Nothing clears the gradients between the questions, so that they add up.
                try loss.backward()
            }
            let losses = ["retrieverLoss", "readerLoss"].map { name in
                Float(figures.first { $0.0 == name }?.1 ?? 0)
            }
            #expect(agree([losses[0]], [expected.retrieverLoss]), "\(expected.question): \(losses[0])")
            #expect(agree([losses[1]], [expected.readerLoss]), "\(expected.question): \(losses[1])")
            #expect(agree([total], [expected.retrieverLoss + expected.readerLoss]))
        }
        #expect(try differingGradients(finder.embedder.parameters, released.gradients("openqa.embedder")) == [])
        #expect(try differingGradients(reader.parameters, released.gradients("openqa.reader")) == [])
    }
}
