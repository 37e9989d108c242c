import Bert
import DurableFiles
public import Evaluation
import Foundation
import Realm
import Wordpieces

/// REALM pre-training as a stage: from a warm-started embedder and encoder to both trained together, with an index.
public enum Pretraining {
    /// - Parameters:
    ///   - embedder: a bundle with the warm-started embedder.
    ///   - encoder: a bundle with the warm-started encoder.
    ///   - refresher: the process that embeds the corpus meanwhile; used in asynchronous mode.
    ///   - probe: questions that each new index is asked, for the log; nothing is learned from them.
    public static func train(
        _ inputs: StageInputs, embedder: ModelBundle, encoder: ModelBundle, refresher: RefresherProcess?,
        probe: [Question] = []
    ) throws {
        let retriever = try embedder.embedder()
        let inputs = inputs.describing(retriever)
        let configuration = inputs.configuration
        let corpus = try inputs.learningCorpus(embedder.vocabulary)
        guard embedder.vocabulary.fingerprint == encoder.vocabulary.fingerprint else {
            throw TrainingProblem.mismatch(
                reason: "\(embedder.folder.path) and \(encoder.folder.path) have different vocabularies")
        }
        try configuration.embedder.checkLengths(retriever.configuration.bert)
        let reader = try encoder.encoder()
        try configuration.encoder.checkLengths(reader.configuration)
        let queries = try MaskedQueries(corpus, configuration, beside: inputs)
        let tokenizer = WordpieceTokenizer(
            vocabulary: corpus.vocabulary, lowercases: configuration.corpus.lowercases)
        let task = try PretrainingTask(
            embedder: retriever, encoder: reader, corpus: corpus, queries: queries, configuration: configuration,
            run: RunFolder(inputs.run), refresher: refresher,
            probe: ZeroShotProbe(probe, tokenizer: tokenizer), indexing: inputs.indexing, report: inputs.report)
        let made = [try embedder.embedderFingerprint().hexadecimal, try encoder.encoderFingerprint().hexadecimal]
        try inputs.trainingRun(corpus, from: made, queries: queries).train(task)
    }
}
