import Bert
import Corpora
import DurableFiles
public import Foundation
import Tensors
public import Wordpieces

/// What every training stage is given: where the corpus is, where the run goes, and its settings.
public struct StageInputs {
    public let corpus: URL
    /// The corpus that masked sentences are taken from, where it is another than the one they are looked up in: the paper's
    /// pre-training corpus X beside its knowledge corpus Z.
    public let queries: URL?
    public let run: URL
    public internal(set) var configuration: RunConfiguration
    /// Called with the steps made and their number.
    public let progress: (Int, Int) -> Void
    /// Called with the blocks embedded and their number, while training waits for an index.
    public let indexing: (Int, Int) -> Void
    /// Receives a line about what is being done.
    public let report: (String) -> Void

    public init(
        corpus: URL, queries: URL? = nil, run: URL, configuration: RunConfiguration,
        progress: @escaping (Int, Int) -> Void, indexing: @escaping (Int, Int) -> Void = { _, _ in },
        report: @escaping (String) -> Void
    ) {
        self.corpus = corpus
        self.queries = queries
        self.run = run
        self.configuration = configuration
        self.progress = progress
        self.indexing = indexing
        self.report = report
    }

    /// Starts libtorch's generator, which the first values of new layers are drawn from.
    func seed() throws(TensorError) { try Engine.seed(configuration.engine.seed) }

    /// How many sentences of the corpus pre-training can mask; 0 when no name or date stands in two passages that are not
    /// copies of each other.
    public func maskableSentences(_ vocabulary: Vocabulary) throws -> Int {
        do {
            let corpus = try learningCorpus(vocabulary)
            let queries = try MaskedQueries(corpus, configuration, beside: self)
            return try queries.canBeTold(by: TokenPostings(corpus.store)) ? queries.counts.training : 0
        } catch TrainingProblem.nothingToLearnFrom {
            return 0
        }
    }

    /// Opens the corpus for a model with the given vocabulary.
    func learningCorpus(_ vocabulary: Vocabulary) throws -> LearningCorpus {
        try LearningCorpus(BlockStore(opening: corpus), vocabulary: vocabulary)
    }

    /// Opens the corpus of the queries, or nil when that is the corpus itself.
    func queryCorpus(_ vocabulary: Vocabulary) throws -> LearningCorpus? {
        try queries.map { try LearningCorpus(BlockStore(opening: $0), vocabulary: vocabulary) }
    }

    /// The training run of this stage.
    /// - Parameters:
    ///   - made: names what the stage starts from, beside the corpus and the settings.
    ///   - queries: the masked sentences it learns from, if it does.
    func trainingRun(
        _ corpus: LearningCorpus, from made: [String], queries: MaskedQueries? = nil
    ) -> TrainingRun {
        var made = made
        if let queries, !queries.isKnownBlock { made.append(queries.source.store.fingerprint.hexadecimal) }
        // The settings have the name of the file only.
        if let tagged = queries?.taggedSpans { made.append(tagged.hexadecimal) }
        let named = [corpus.store.fingerprint.hexadecimal, configuration.yaml] + made
        return TrainingRun(
            folder: RunFolder(run), configuration: configuration, vocabulary: corpus.vocabulary,
            inputs: Fingerprint(of: named.joined(separator: "\n")), progress: progress)
    }

    /// The weights in a folder that a setting names, and a name for them.
    static func start(_ path: String, setting: String) throws -> (weights: StartWeights, fingerprint: String) {
        guard !path.isEmpty else {
            throw TrainingProblem.mismatch(
                reason: "\(setting) is empty; name a folder with config.json and model.safetensors to start from")
        }
        let weights = try StartWeights(folder: URL(filePath: path))
        return (weights, weights.fingerprint.hexadecimal)
    }
}
