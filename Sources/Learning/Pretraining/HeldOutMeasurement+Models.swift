import Corpora
public import Foundation
import VectorSearch

extension HeldOutMeasurement {
    /// Measures a trained retriever, and an encoder that reads what it finds, on the corpus's held-out masked spans.
    ///
    /// Always the same queries in the same order, so that two retrievers can be compared in pairs.
    /// - Parameters:
    ///   - retriever: a bundle with an embedder.
    ///   - encoder: a bundle with an encoder.
    ///   - index: generations of that embedder over the corpus.
    ///   - read: how many of the queries the encoder reads as well.
    public static func measure(
        _ inputs: StageInputs, retriever: ModelBundle, encoder: ModelBundle, index: URL, read: Int = 300
    ) throws -> HeldOutMeasurement {
        let corpus = try inputs.learningCorpus(retriever.vocabulary)
        guard let generation = try GenerationFolder(index).current() else {
            throw TrainingProblem.mismatch(reason: "\(index.path) holds no index generation")
        }
        let configuration = inputs.configuration
        let embedder = try retriever.embedder(searching: generation, of: corpus.store, run: inputs.run)
        let queries = try MaskedQueries(corpus, configuration, beside: inputs)
        let lookup = CandidateLookup(
            corpus: corpus, source: queries.source, snapshot: IndexSnapshot(generation, embedder),
            count: configuration.pretrain.candidates - 1, exclusion: .init(configuration.pretrain),
            queryTokens: configuration.embedder.queryTokens, threads: configuration.engine.workers)
        let objective = RealmObjective(
            corpus: corpus, embedder: embedder, encoder: try encoder.encoder(), configuration: configuration,
            nullOffset: try encoder.nullOffset()?.bias)
        return try HeldOutSpans(
            queries: queries, lookup: lookup, objective: objective, configuration: configuration
        ).measure(read: read)
    }
}
