import Corpora
import Bert
import Masking
import Randomness
public import Realm
public import Tensors

/// Warm start of the encoder: fill masks with a document at hand that holds the answer, with none, and with a wrong one.
///
/// The paper starts from a BERT that was trained long enough to make use of a joined document soon. A small encoder is
/// not: it must see that documents help before a retriever can learn from it, and that they mislead before it can tell
/// a good one from a bad one. No label is used, only that another block of the corpus holds the query's salient span.
public final class ReadingTask: TrainingTask {
    public let stage = "reading"
    public let steps: Int
    public let warmupSteps: Int
    public let parts: [TrainedPart]

    private let corpus: LearningCorpus
    private let queries: MaskedQueries
    private let postings: TokenPostings
    private let encoder: KnowledgeAugmentedEncoder
    private let configuration: RunConfiguration

    /// How much the loss with no document, and with a wrong one, counts beside that with a document that holds the span.
    private static let nullWeight: Float = 0.5
    private static let distractorWeight: Float = 0.5

    /// - Throws: `TrainingProblem.nothingToLearnFrom` when nothing but copies of a sentence's block holds its span.
    public init(
        encoder: KnowledgeAugmentedEncoder, corpus: LearningCorpus, queries: MaskedQueries,
        configuration: RunConfiguration
    ) throws {
        self.encoder = encoder
        self.corpus = corpus
        self.queries = queries
        postings = TokenPostings(corpus.store)
        guard try queries.canBeTold(by: postings) else {
            throw TrainingProblem.nothingToLearnFrom(
                stage: "reading",
                reason: "the names and dates of the corpus stand in copies of the same passages only; add other "
                    + "documents")
        }
        self.configuration = configuration
        steps = configuration.reading.oracleSteps + configuration.reading.distractorSteps
        warmupSteps = configuration.reading.warmupSteps
        parts = [TrainedPart(.encoder(encoder), learningRate: configuration.reading.learningRate)]
    }

    public func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
        var random = SeededGenerator(seed: configuration.engine.seed ^ 0x5245_4144, stream: UInt64(step))
        let withDistractor = step >= configuration.reading.oracleSteps
        var readings = Readings()
        for query in try queries.draw(configuration.reading.batch, using: &random) {
            guard let holder = queries.holders(of: query, among: postings).randomElement(using: &random) else {
                continue
            }
            readings.append(query, .holder, JointReading(query.tokens, holder, corpus, configuration))
            readings.append(query, .null, JointReading(query.tokens, nil, corpus, configuration))
            if withDistractor, let wrong = distractor(for: query, using: &random) {
                readings.append(query, .distractor, JointReading(query.tokens, wrong, corpus, configuration))
            }
        }
        guard !readings.kinds.isEmpty else { return [] }
        let likelihoods = try encoder.logLikelihoods(
            readings.batch, at: readings.positions, targets: readings.targets,
            dropout: configuration.encoder.towerDropout)
        var weights: [Float] = []
        for kind in readings.kinds {
            weights.append(kind.weight / Float(readings.kinds.count { $0 == kind }))
        }
        let weight = try Tensor(weights, shape: [weights.count])
        try learn(-(likelihoods * weight).sum())
        return readings.means(of: try likelihoods.floats()) + [("tokens", Double(readings.batch.tokenCount))]
    }

    /// A block without the salient span: of the same document where there is one, else any.
    private func distractor(for query: MaskedQuery, using random: inout SeededGenerator) -> Int? {
        let own = queries.isKnownBlock ? query.block : -1
        if own >= 0 {
            let siblings = corpus.store.blocks(ofDocument: corpus.store.document(of: own))
                .filter { $0 != own && !queries.holds($0, query) }
            if let sibling = siblings.randomElement(using: &random) { return sibling }
        }
        for _ in 0..<8 {
            let block = Int.random(in: 0..<corpus.store.count, using: &random)
            if block != own, !queries.holds(block, query) { return block }
        }
        return nil
    }

    private enum Kind: CaseIterable {
        case holder, null, distractor

        var weight: Float {
            switch self {
            case .holder: 1
            case .null: ReadingTask.nullWeight
            case .distractor: ReadingTask.distractorWeight
            }
        }

        var name: String {
            switch self {
            case .holder: "logLikelihood.holder"
            case .null: "logLikelihood.null"
            case .distractor: "logLikelihood.distractor"
            }
        }
    }

    /// What a step reads, and which masked tokens count under which kind of document.
    private struct Readings {
        var batch = PackedSequences()
        var positions: [Int] = []
        var targets: [Int32] = []
        var kinds: [Kind] = []

        mutating func append(_ query: MaskedQuery, _ kind: Kind, _ reading: JointReading) {
            let start = batch.tokenCount + 1
            batch.append(reading.sequence)
            for (position, target) in zip(query.masked, query.targets) {
                positions.append(start + position)
                targets.append(target)
                kinds.append(kind)
            }
        }

        /// The mean log-likelihood of a masked token under each kind of document.
        func means(of likelihoods: [Float]) -> [(String, Double)] {
            Kind.allCases.compactMap { kind in
                let own = zip(likelihoods, kinds).filter { $0.1 == kind }.map { Double($0.0) }
                return own.isEmpty ? nil : (kind.name, own.reduce(0, +) / Double(own.count))
            }
        }
    }
}
