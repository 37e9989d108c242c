import Bert
import Foundation
package import Masking
package import Realm
package import Tensors

/// A batch of masked queries with their candidates, read and scored: REALM's pre-training objective (paper §3).
///
/// Candidate 0 of every query is the null document ∅. The candidates are embedded again with today's weights, for the
/// index is stale and gives no gradient.
package struct RealmObjective {
    private let corpus: LearningCorpus
    private let embedder: Embedder
    private let encoder: KnowledgeAugmentedEncoder
    private let configuration: RunConfiguration
    /// A learned number added to the null document's score; nil as released.
    private let nullOffset: Tensor?

    package init(
        corpus: LearningCorpus, embedder: Embedder, encoder: KnowledgeAugmentedEncoder,
        configuration: RunConfiguration, nullOffset: Tensor? = nil
    ) {
        self.corpus = corpus
        self.embedder = embedder
        self.encoder = encoder
        self.configuration = configuration
        self.nullOffset = nullOffset
    }

    /// What the objective is made of, still with its gradients.
    package struct Terms {
        /// f(x, z), `[queries, 1 + candidates]`, −∞ where there is none.
        package let scores: RelevanceScores
        /// log p(y_j|z,x), `[queries, 1 + candidates, masks]`, 0 where there is none.
        package let logLikelihoods: Tensor
        /// How many candidates, the null document included, and masks each query has.
        let candidateCounts: [Int]
        let maskCounts: [Int]
        /// The logits behind the likelihoods and the pieces they are of: by query, candidate and mask, without gaps.
        let logits: Tensor
        let targets: [Int32]
        /// How many tokens the two towers read.
        package let tokens: Int
    }

    /// - Parameter candidates: the blocks of each query, without the null document.
    package func terms(_ queries: [MaskedQuery], candidates: [[Int]], dropout: Bool) throws -> Terms {
        let (scores, embedded) = try relevance(queries, candidates, dropout: dropout)
        let reading = try read(queries, candidates, dropout: dropout)
        return Terms(
            scores: scores, logLikelihoods: reading.logLikelihoods, candidateCounts: candidates.map { $0.count + 1 },
            maskCounts: queries.map(\.masked.count), logits: reading.logits, targets: reading.targets,
            tokens: embedded + reading.tokens)
    }

    /// −log p(y|x), averaged over the queries, or over their masks when each is marginalised on its own; or the sum of the
    /// two models' own losses.
    package func loss(_ terms: Terms) throws -> Tensor {
        let settings = configuration.pretrain
        let priors = try terms.scores.logProbabilities()
        func own(_ teaching: RetrieverLoss.Teaching) throws -> Tensor {
            try RetrieverLoss(
                teaching, logPriors: priors, logLikelihoods: terms.logLikelihoods, maskCounts: terms.maskCounts,
                marginalization: settings.marginalization
            ).sum()
        }
        return switch settings.retrieverLoss {
        case .marginal:
            try MarginalLikelihood(
                logPriors: priors, logLikelihoods: terms.logLikelihoods, maskCounts: terms.maskCounts,
                marginalization: settings.marginalization
            ).loss
        case .emdr2: try own(.emdr2)
        case .perplexityDistillation:
            try own(.perplexityDistillation(temperature: Float(settings.distillationTemperature)))
        }
    }

    /// How much the loss of some queries of a batch counts in that of the whole batch: the losses are means.
    package func share(of part: [MaskedQuery], in batch: [MaskedQuery]) -> Float {
        switch configuration.pretrain.marginalization {
        case .sentence: return Float(part.count) / Float(batch.count)
        case .token:
            return Float(part.reduce(0) { $0 + $1.masked.count }) / Float(batch.reduce(0) { $0 + $1.masked.count })
        }
    }

    /// Each query's candidates in plain numbers.
    package func utilities(_ terms: Terms) throws -> [RetrievalUtility] {
        let scores = try terms.scores.scores.floats()
        let likelihoods = try terms.logLikelihoods.floats()
        let width = terms.scores.scores.shape[1]
        let masks = terms.logLikelihoods.shape[2]
        return terms.candidateCounts.indices.map { query in
            let rows = (0..<terms.candidateCounts[query]).map { query * width + $0 }
            return RetrievalUtility(
                scores: rows.map { Double(scores[$0]) },
                logLikelihoods: rows.map { row in
                    likelihoods[row * masks..<row * masks + terms.maskCounts[query]].reduce(0) { $0 + Double($1) }
                })
        }
    }

    /// How many masks the mixture over candidates, and the null document alone, fill rightly.
    package func accuracy(_ terms: Terms) throws -> MaskAccuracy {
        try Engine.withoutGradient {
            var accuracy = MaskAccuracy()
            let logPriors = try terms.scores.logProbabilities().floats()
            let width = terms.scores.scores.shape[1]
            var start = 0
            for query in terms.candidateCounts.indices {
                let (candidates, masks) = (terms.candidateCounts[query], terms.maskCounts[query])
                // Row j of the weights takes p(z|x) of each candidate at its mask j.
                var weights = [Float](repeating: 0, count: masks * candidates * masks)
                for mask in 0..<masks {
                    for candidate in 0..<candidates {
                        weights[(mask * candidates + candidate) * masks + mask] =
                            exp(logPriors[query * width + candidate])
                    }
                }
                let rows = try terms.logits.narrowed(axis: 0, start: start, length: candidates * masks)
                    .softmax(axis: 1)
                let mixture = try Tensor(weights, shape: [masks, candidates * masks]).matmul(rows)
                accuracy.count(
                    mixture: try mixture.argMax(axis: 1).integers(),
                    null: try rows.narrowed(axis: 0, start: 0, length: masks).argMax(axis: 1).integers(),
                    targets: terms.targets[start..<start + masks])
                start += candidates * masks
            }
            return accuracy
        }
    }

    /// A tower that does not learn records nothing for its gradients, which saves half of its time.
    private static func recorded<Result>(_ learns: Bool, _ compute: () throws -> Result) throws -> Result {
        learns ? try compute() : try Engine.withoutGradient(compute)
    }

    // MARK: f(x, z)

    func relevance(
        _ queries: [MaskedQuery], _ candidates: [[Int]], dropout: Bool
    ) throws -> (scores: RelevanceScores, tokens: Int) {
        let rate = dropout ? configuration.embedder.towerDropout : .none
        let projection = dropout ? Float(configuration.embedder.projectionDropout) : 0
        let packed = PackedSequences(
            queries.map { corpus.layout.query($0.tokens, limit: configuration.embedder.queryTokens) })
        let blocks = Self.distinct(candidates)
        let documents = PackedSequences(
            [corpus.layout.nullDocument]
                + blocks.map { corpus.document($0, limit: configuration.embedder.documentTokens) })
        let rows = Dictionary(uniqueKeysWithValues: zip(blocks, 1...))
        let vectors = try Self.recorded(configuration.pretrain.retrieverLearningRate > 0) {
            (
                queries: try embedder(packed, as: .query, dropout: rate, projectionDropout: projection),
                documents: try embedder(documents, as: .document, dropout: rate, projectionDropout: projection)
            )
        }
        let scores = try RelevanceScores(
            queries: vectors.queries, documents: vectors.documents,
            candidates: candidates.map { [0] + $0.compactMap { rows[$0] } }, nullOffset: nullOffset)
        return (scores, packed.tokenCount + documents.tokenCount)
    }

    /// A block that several queries found is embedded once: the blocks in the order in which they are first found.
    package static func distinct(_ candidates: [[Int]]) -> [Int] {
        var seen: Set<Int> = []
        return candidates.joined().filter { seen.insert($0).inserted }
    }

    // MARK: p(y|z,x)

    /// What the encoder makes of each query with each of its candidates.
    private struct Reading {
        let logLikelihoods: Tensor
        let logits: Tensor
        let targets: [Int32]
        let tokens: Int
    }

    private func read(_ queries: [MaskedQuery], _ candidates: [[Int]], dropout: Bool) throws -> Reading {
        let width = 1 + (candidates.map(\.count).max() ?? 0)
        let masks = queries.map(\.masked.count).max() ?? 0
        var batch = PackedSequences()
        var positions: [Int] = []
        var targets: [Int32] = []
        // Where each (query, candidate, mask) finds its number; what is not there points behind the last one.
        var places = [Int64](repeating: -1, count: queries.count * width * masks)
        for (number, query) in queries.enumerated() {
            for candidate in 0...candidates[number].count {
                let joint = JointReading(
                    query.tokens, candidate == 0 ? nil : candidates[number][candidate - 1], corpus, configuration)
                let start = batch.tokenCount + 1
                batch.append(joint.sequence)
                for (mask, position) in query.masked.enumerated() {
                    places[(number * width + candidate) * masks + mask] = Int64(positions.count)
                    positions.append(start + position)
                    targets.append(query.targets[mask])
                }
            }
        }
        let found = try Self.recorded(configuration.pretrain.encoderLearningRate > 0) {
            try encoder.predictions(
                batch, at: positions, targets: targets, dropout: dropout ? configuration.encoder.towerDropout : .none)
        }
        let padded = try Tensor.concatenated([found.logLikelihoods, Tensor.zeros([1])], axis: 0)
        let indices = places.map { $0 < 0 ? Int64(positions.count) : $0 }
        let tensor = try padded.rows(Tensor(integers: indices, shape: [indices.count]))
            .reshaped([queries.count, width, masks])
        return Reading(logLikelihoods: tensor, logits: found.logits, targets: targets, tokens: batch.tokenCount)
    }
}
