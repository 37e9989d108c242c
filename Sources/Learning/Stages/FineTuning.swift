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
    ///     `reader.start`.
    ///   - questions: those to train on; nil makes them of the corpus itself, without labels.
    public static func train(
        _ inputs: StageInputs, model: ModelBundle, index: URL, lexical: URL?, reader: ModelBundle? = nil,
        questions: [Question]?
    ) throws {
        let configuration = inputs.configuration
        let corpus = try inputs.learningCorpus(model.vocabulary)
        guard let generation = try GenerationFolder(index).current() else {
            throw FileProblem(index, "holds no index generation; make one with `pyramidion index build`")
        }
        try generation.check(corpus: corpus.store.fingerprint, model: model.embedderFingerprint())
        var made = [generation.manifest.model.hexadecimal]
        let spanReader: SpanReader
        if let reader {
            spanReader = try reader.reader()
            made.append(try reader.readerFingerprint().hexadecimal)
        } else {
            let path = Self.readerStart(configuration, model)
            let (start, fingerprint) = try StageInputs.start(path, setting: "reader.start")
            try start.check(model.vocabulary, path)
            spanReader = try SpanReader(configuration.reader.configuration(start.configuration), tower: start.tower)
            made.append(fingerprint)
        }
        let finder = PassageFinder(
            corpus: corpus, embedder: try model.embedder(), index: generation.index,
            lexical: try lexical.map { try Self.lexicalIndex($0, of: corpus) },
            queryTokens: configuration.embedder.queryTokens, threads: configuration.engine.workers,
            denseWeight: configuration.reader.denseWeight)
        let tokenizer = WordpieceTokenizer(
            vocabulary: corpus.vocabulary, lowercases: configuration.corpus.lowercases)
        let training: [TrainingQuestion]
        if let questions {
            training = questions.filter { !$0.isRegularExpression }
                .map { question in
                    TrainingQuestion(
                        text: question.text, tokens: tokenizer.ids(of: question.text),
                        answers: question.answers.map(tokenizer.ids(of:)))
                }
                .filter { !$0.answers.isEmpty && !$0.tokens.isEmpty }
        } else {
            training = try ClozeQuestions.make(
                MaskedQueries(corpus, configuration, beside: inputs), corpus: corpus, tokenizer: tokenizer,
                most: configuration.finetune.steps * configuration.finetune.batch, seed: configuration.engine.seed)
        }
        made.append(Fingerprint(of: training.map(\.text).joined(separator: "\n")).hexadecimal)
        let task = try FineTuningTask(
            finder: finder, reader: spanReader, trainsReader: reader == nil, questions: training,
            configuration: configuration)
        try inputs.trainingRun(corpus, from: made).train(task)
    }

    /// The folder of the reader's start weights: the pre-trained encoder's where the settings name none.
    private static func readerStart(_ configuration: RunConfiguration, _ model: ModelBundle) -> String {
        guard configuration.reader.start.isEmpty, model.parts.contains("encoder") else {
            return configuration.reader.start
        }
        return model.folder.appending(path: "encoder").path
    }

    private static func lexicalIndex(_ folder: URL, of corpus: LearningCorpus) throws -> LexicalIndex {
        let index = try LexicalIndex(opening: folder)
        try index.check(corpus: corpus.store.fingerprint)
        return index
    }
}
