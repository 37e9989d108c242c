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
            // A score is a sum whose terms cancel: all of them are as exact as the largest.
            let largest = expected.relevance.map(abs).max() ?? 0
            #expect(agree(found.map { Float($0.score) }, expected.relevance, 1e-5 * (1 + largest)))
            let answer = try #require(try answerer.answer(expected.question, count: 1).answers.first)
            #expect(answer.block == expected.block)
            // Places in the joint sequence, behind the question with its two marks.
            let ranges = answerer.store.tokenRanges(of: expected.block)
            let start = ranges[expected.start - expected.ids.count].lowerBound
            let end = ranges[expected.end - expected.ids.count].upperBound
            #expect(answer.start == start && answer.end == end, "\(expected.question): \(answer.text)")
            #expect(abs(answer.probability - expected.probability) <= 1e-4 * expected.probability)
        }
    }

    @Test func trainingHasTheLossesOfTheReleasedCode() throws {
        let out = released.folder("project")
        _ = try CheckpointImport.run(released.copy("openqa"), to: out)
        let project = Project(out)
        let settings = try RunConfiguration.of(run: project.finetune)
        let bundle = try ModelBundle(opening: project.finetune)
        let corpus = try LearningCorpus(BlockStore(opening: project.corpus), vocabulary: bundle.vocabulary)
        let index = try #require(try GenerationFolder(project.index).current()).index
        let finder = PassageFinder(
            corpus: corpus, embedder: try bundle.embedder(), index: index, lexical: nil,
            queryTokens: settings.embedder.queryTokens, threads: 1, denseWeight: 1)
        let reader = try bundle.reader()
        let tokenizer = WordpieceTokenizer(vocabulary: bundle.vocabulary)
        for expected in released.expected.openqa {
            let tokens = tokenizer.ids(of: expected.question)
            #expect(tokens == Array(expected.ids.dropFirst().dropLast()))
            let question = PassageFinder.Question(text: expected.question, tokens: tokens)
            let blocks = try finder.passages(for: [question], count: 5, from: .dense)[0].map(\.id)
            let relevance = try finder.relevance(of: [blocks], to: [question])[0]
            let answers = expected.answers.map(tokenizer.ids(of:))
            let read = PassageReading(
                questions: [tokens],
                contexts: [blocks.prefix(3).map { PassageContext(around: $0, tokens: 0, store: corpus.store) }],
                corpus: corpus, settings: settings.reader, longestSpan: reader.configuration.longestSpan,
                wordStarts: WordStarts(bundle.vocabulary))
            var logits = try reader.scores(read.batch, of: read.spans)
            let added = (0..<3).flatMap {
                Array(repeating: relevance[$0], count: read.spans.range(ofPassage: $0).count)
            }
            logits = try logits + Tensor(added, shape: [added.count])
            let readerLoss = try AnswerLikelihood.readerLoss(
                logits: logits, questions: [0..<read.spans.count],
                correct: [read.spans(ofQuestion: 0, matching: answers)])
            #expect(abs(Double(try readerLoss?.loss.scalar() ?? 0) - expected.readerLoss) < 1e-4)
            // The retriever learns from all blocks that were found: by the part that would be read, three marks and the
            // question aside, but also where an answer is wider than the reader's spans.
            let length = settings.reader.jointTokens - tokens.count - 3
            let correct = blocks.indices.filter { place in
                let body = Array(corpus.body(blocks[place]).prefix(length))
                return answers.contains { AnswerTokens.occur($0, in: body) }
            }
            let scores = try Tensor(relevance, shape: [5])
            let loss =
                correct.isEmpty
                ? 0 : Double(try AnswerLikelihood.retrieverLoss(scores: scores, correct: correct).scalar())
            #expect(abs(loss - expected.retrieverLoss) < 1e-4)
        }
    }
}
