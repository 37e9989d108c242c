import Bert
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
    }

    /// - Parameter candidates: the blocks of each query, without the null document.
    package func terms(_ queries: [MaskedQuery], candidates: [[Int]], dropout: Bool) throws -> Terms {
        let scores = try relevance(queries, candidates, dropout: dropout)
        let (likelihoods, candidateCounts) = try logLikelihoods(queries, candidates, dropout: dropout)
        return Terms(
            scores: scores, logLikelihoods: likelihoods, candidateCounts: candidateCounts,
            maskCounts: queries.map(\.masked.count))
    }

    /// −log p(y|x), averaged over the queries, or over their masks when each is marginalised on its own.
    package func loss(_ terms: Terms) throws -> Tensor {
        try MarginalLikelihood(
            logPriors: terms.scores.logProbabilities(), logLikelihoods: terms.logLikelihoods,
            maskCounts: terms.maskCounts,
            marginalization: configuration.pretrain.marginalization == .sentence ? .sentence : .token
        ).loss
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

    // MARK: f(x, z)

    private func relevance(
        _ queries: [MaskedQuery], _ candidates: [[Int]], dropout: Bool
    ) throws -> RelevanceScores {
        let rate = dropout ? Float(configuration.embedder.dropout) : 0
        let packed = PackedSequences(
            queries.map { corpus.layout.query($0.tokens, limit: configuration.embedder.queryTokens) })
        let blocks = Self.distinct(candidates)
        let documents = PackedSequences(
            [corpus.layout.nullDocument]
                + blocks.map { corpus.document($0, limit: configuration.embedder.documentTokens) })
        let rows = Dictionary(uniqueKeysWithValues: zip(blocks, 1...))
        return try RelevanceScores(
            queries: embedder(packed, dropout: rate), documents: embedder(documents, dropout: rate),
            candidates: candidates.map { [0] + $0.compactMap { rows[$0] } }, nullOffset: nullOffset)
    }

    /// A block that several queries found is embedded once: the blocks in the order in which they are first found.
    package static func distinct(_ candidates: [[Int]]) -> [Int] {
        var seen: Set<Int> = []
        return candidates.joined().filter { seen.insert($0).inserted }
    }

    // MARK: p(y|z,x)

    private func logLikelihoods(
        _ queries: [MaskedQuery], _ candidates: [[Int]], dropout: Bool
    ) throws -> (tensor: Tensor, candidateCounts: [Int]) {
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
        let found = try encoder.logLikelihoods(
            batch, at: positions, targets: targets, dropout: dropout ? Float(configuration.encoder.dropout) : 0)
        let padded = try Tensor.concatenated([found, Tensor.zeros([1])], axis: 0)
        let indices = places.map { $0 < 0 ? Int64(positions.count) : $0 }
        let tensor = try padded.rows(Tensor(integers: indices, shape: [indices.count]))
            .reshaped([queries.count, width, masks])
        return (tensor, candidates.map { $0.count + 1 })
    }
}
