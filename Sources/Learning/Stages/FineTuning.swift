import Corpora
import DurableFiles
public import Evaluation
public import Foundation
import LexicalSearch
import Realm
import VectorSearch
import Wordpieces

/// Fine-tuning as a stage: from a pre-trained retriever and an index to a model that answers questions.
public enum FineTuning {
    /// - Parameters:
    ///   - model: a bundle with the embedder whose index is searched.
    ///   - index: that embedder's index generations.
    ///   - lexical: the corpus's lexical index; needed unless passages come from the dense index alone.
    ///   - reader: a bundle whose reader is used as it is, so that only the query side learns; nil trains a reader from
    ///     `reader.start`, or from the model's own encoder where that is empty.
    ///   - questions: those to train on; nil makes them of the corpus itself, without labels.
    ///   - development: those to choose the best model by, where `finetune.evaluateEvery` says so; without any the last
    ///     model is kept. Those that choose are not trained on, even if they are among the questions.
    /// - Throws: `TrainingProblem.nothingToLearnFrom` when no question can be learned from.
    public static func train(
        _ inputs: StageInputs, model: ModelBundle, index: URL, lexical: URL?, reader: ModelBundle? = nil,
        questions: [Question]?, development: [Question] = []
    ) throws {
        let embedder = try model.embedder()
        let kept = try reader?.reader()
        let inputs = inputs.describing(embedder, reader: kept)
        let configuration = inputs.configuration
        guard lexical != nil || configuration.finetune.passagesFrom == .dense else {
            throw PassageFinder.needsLexicalIndex(configuration.finetune.passagesFrom)
        }
        let corpus = try inputs.learningCorpus(model.vocabulary)
        guard let generation = try GenerationFolder(index).current() else {
            throw FileProblem(index, "holds no index generation; make one with `pyramidion index build`")
        }
        try model.check(generation, of: corpus.store)
        var made = [generation.manifest.model.hexadecimal]
        let spanReader: SpanReader
        if let reader, let kept {
            guard reader.vocabulary.fingerprint == model.vocabulary.fingerprint else {
                throw TrainingProblem.mismatch(
                    reason:
                        "\(reader.folder.path): the reader has another vocabulary than the retriever; keep a reader that "
                        + "was trained with the same vocab.txt")
            }
            spanReader = kept
            made.append(try reader.readerFingerprint().hexadecimal)
        } else {
            try inputs.seed()
            let fingerprint: String
            (spanReader, fingerprint) = try newReader(configuration.reader, model)
            made.append(fingerprint)
        }
        try configuration.reader.checkLengths(spanReader.configuration.bert)
        try configuration.embedder.checkLengths(embedder.configuration.bert)
        let finder = PassageFinder(
            corpus: corpus, embedder: embedder, index: generation.index,
            lexical: try lexical.map { try Self.lexicalIndex($0, of: corpus) },
            queryTokens: configuration.embedder.queryTokens, threads: configuration.engine.workers,
            denseWeight: configuration.reader.denseWeight)
        let chosenBy = configuration.finetune.evaluateEvery > 0 ? Self.choosing(development, inputs, corpus) : []
        let training =
            try questions.map { try Self.training($0, besides: chosenBy, inputs, corpus) } ?? Self.cloze(inputs, corpus)
        let named = (training + chosenBy).map { "\($0.text) \($0.answers) \($0.written)" }
        if configuration.finetune.passagesFrom != .dense, let length = finder.lexical?.manifest.totalLength {
            // Of the same corpus; blocks may have been indexed with their neighbours, or without.
            made.append("\(length) terms")
        }
        made.append(Fingerprint(of: named.joined(separator: "\n")).hexadecimal)
        let task = try FineTuningTask(
            finder: finder, documentModel: generation.manifest.model, reader: spanReader, trainsReader: reader == nil,
            questions: training, development: chosenBy, configuration: configuration, run: RunFolder(inputs.run))
        try inputs.trainingRun(corpus, from: made).train(task)
    }

    private static func lexicalIndex(_ folder: URL, of corpus: LearningCorpus) throws -> LexicalIndex {
        let index = try LexicalIndex(opening: folder)
        try index.check(corpus: corpus.store.fingerprint)
        return index
    }

    /// A reader with a new head, and a name for the weights it starts from.
    private static func newReader(
        _ settings: ReaderSettings, _ model: ModelBundle
    ) throws -> (reader: SpanReader, fingerprint: String) {
        guard settings.start.isEmpty else {
            let (start, fingerprint) = try StageInputs.start(settings.start, setting: "reader.start")
            try start.check(model.vocabulary, settings.start)
            return (try SpanReader(settings.configuration(start.configuration), tower: start.tower), fingerprint)
        }
        let (bert, tower) = try model.encoderTower()
        return (
            try SpanReader(settings.configuration(bert), tower: tower), try model.encoderFingerprint().hexadecimal
        )
    }
}
