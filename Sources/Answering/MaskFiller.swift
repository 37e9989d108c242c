import Bert
public import Corpora
import DurableFiles
public import Foundation
public import Learning
import Realm
import Tensors
import VectorSearch
import Wordpieces

/// Fills the masks of a text with and without retrieved documents: what REALM is pre-trained to do (paper, table 3).
public final class MaskFiller {
    public let store: BlockStore
    /// The number of the index generation that is searched.
    public let generation: Int
    private let corpus: LearningCorpus
    private let tokenizer: WordpieceTokenizer
    private let configuration: RunConfiguration
    private let embedder: Embedder
    private let encoder: KnowledgeAugmentedEncoder
    private let nullOffset: Double
    private let index: ExactIndex

    /// - Parameters:
    ///   - model: a run or bundle with an embedder and an encoder.
    ///   - index: index generations of that embedder over the corpus.
    ///   - configuration: how to search and read; the run's own settings when nil.
    public init(model: URL, corpus: URL, index: URL, configuration given: RunConfiguration? = nil) throws {
        let bundle = try ModelBundle(opening: model)
        store = try BlockStore(opening: corpus)
        self.corpus = try LearningCorpus(store, vocabulary: bundle.vocabulary)
        configuration = try given ?? RunConfiguration.of(run: model)
        tokenizer = WordpieceTokenizer(vocabulary: bundle.vocabulary, lowercases: configuration.corpus.lowercases)
        guard let current = try GenerationFolder(index).current() else {
            throw FileProblem(index, "holds no index generation; make one with `pyramidion index build`")
        }
        embedder = try bundle.embedder(searching: current, of: store, run: model)
        self.index = current.index
        generation = current.manifest.number
        encoder = try bundle.encoder()
        try configuration.embedder.checkLengths(embedder.configuration.bert)
        try configuration.encoder.checkLengths(encoder.configuration)
        nullOffset = Double(try bundle.nullOffset()?.bias.scalar() ?? 0)
    }

    /// What stands behind the masks of a text, by the mixture over documents and by the null document alone.
    public struct Filling: Sendable, Equatable {
        public let text: String
        /// For each mask, its most probable word pieces when documents are read: Σ_z p(z|x) p(y_j|z,x).
        public let withRetrieval: [[WordPieceProbability]]
        /// For each mask, its most probable word pieces when only the null document is read.
        public let withoutRetrieval: [[WordPieceProbability]]
        /// The documents read, with p(z|x); the null document's is what is missing to 1.
        public let passages: [Passage]
        /// RU(z|x) = Σ_j log p(y_j|z,x) − log p(y_j|∅,x) of each passage in nats, in their order (paper, appendix D).
        ///
        /// y_j is the word piece that `withRetrieval` holds most probable at mask j: a passage above 0 speaks for what is
        /// predicted, one below 0 against it.
        public let utilities: [Double]
        public let nullProbability: Double
    }

    public struct WordPieceProbability: Sendable, Equatable, Codable {
        public let text: String
        public let probability: Double
    }

    /// - Parameters:
    ///   - text: holds at least one `[MASK]`, each for one word piece.
    ///   - count: how many word pieces are wanted for each mask.
    ///   - passages: how many documents are read beside the null document.
    /// - Throws: `QuestionProblem` when there is no mask, there are too many, or the text is too long.
    public func fill(_ text: String, count: Int = 5, passages: Int = 7) throws -> Filling {
        let tokens = tokenizer.ids(ofMasked: text)
        let masks = tokens.indices.filter { tokens[$0] == corpus.vocabulary.mask }
        guard !masks.isEmpty else { throw QuestionProblem.noMask }
        guard masks.count <= 10 else { throw QuestionProblem.tooManyMasks(masks.count) }
        let limit = min(configuration.encoder.queryTokens, configuration.embedder.queryTokens) - 2
        guard tokens.count <= limit else { throw QuestionProblem.tooLong(tokens: tokens.count, limit: limit) }

        return try Engine.withoutGradient {
            let query = PackedSequences([corpus.layout.query(tokens, limit: limit + 2)])
            let vector = try embedder(query, as: .query).floats()
            let hits = try index.search(vector, count: passages, threads: configuration.engine.workers)[0]
            let null = try embedder(PackedSequences([corpus.layout.nullDocument]), as: .document).floats()
            let scores =
                [zip(vector, null).reduce(nullOffset) { $0 + Double($1.0) * Double($1.1) }]
                + hits.map { Double($0.score) }
            let priors = RelevanceScores.probabilities(of: scores)
            let predictions = try self.predictions(tokens, masks, hits.map(\.id))
            let mixture = predictions.mixed(priors)
            let utility = RetrievalUtility(
                scores: scores, logLikelihoods: predictions.logLikelihoods(of: mixture.map(best)))
            return Filling(
                text: text, withRetrieval: mixture.map { top($0, count) },
                withoutRetrieval: predictions.withoutRetrieval.map { top($0, count) },
                passages: zip(hits, priors.dropFirst()).map { hit, prior in
                    Passage(
                        block: hit.id, title: store.title(of: hit.id), text: store.text(of: hit.id),
                        score: Double(hit.score), probability: prior)
                },
                utilities: Array(utility.utilities.dropFirst()), nullProbability: priors[0])
        }
    }

    /// Reads the text with the null document and then with each block.
    private func predictions(_ tokens: [Int32], _ masks: [Int], _ blocks: [Int]) throws -> MaskPredictions {
        var batch = PackedSequences()
        var positions: [Int] = []
        for block in [nil] + blocks.map(Optional.some) {
            let start = batch.tokenCount + 1
            batch.append(JointReading(tokens, block, corpus, configuration).sequence)
            positions += masks.map { start + $0 }
        }
        return try MaskPredictions(encoder.logits(batch, at: positions), masks: masks.count)
    }

    /// The most probable word piece, which `top` puts first.
    private func best(_ row: [Float]) -> Int {
        row.indices.max { (row[$0], $1) < (row[$1], $0) } ?? 0
    }

    private func top(_ row: [Float], _ count: Int) -> [WordPieceProbability] {
        row.indices.sorted { (row[$1], $0) < (row[$0], $1) }.prefix(count).map {
            WordPieceProbability(text: corpus.vocabulary[Int32($0)], probability: Double(row[$0]))
        }
    }
}
