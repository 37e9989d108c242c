import Bert
import Masking
import Realm
import Tensors

/// A batch of masked queries with their candidates, read and scored: REALM's pre-training objective (paper §3).
///
/// Candidate 0 of every query is the null document ∅. The candidates are embedded again with today's weights, for the
/// index is stale and gives no gradient.
struct RealmObjective {
    let corpus: LearningCorpus
    let embedder: Embedder
    let encoder: KnowledgeAugmentedEncoder
    let configuration: RunConfiguration
    /// A learned number added to the null document's score; nil as released.
    let nullOffset: Tensor?

    /// What the objective is made of, still with its gradients.
    struct Terms {
        /// f(x, z), `[queries, 1 + candidates]`, −∞ where there is none.
        let scores: RelevanceScores
        /// log p(y_j|z,x), `[queries, 1 + candidates, masks]`, 0 where there is none.
        let logLikelihoods: Tensor
        /// How many candidates, the null document included, and masks each query has.
        let candidateCounts: [Int]
        let maskCounts: [Int]
    }

    /// - Parameter candidates: the blocks of each query, without the null document.
    func terms(_ queries: [MaskedQuery], candidates: [[Int]], dropout: Bool) throws -> Terms {
        let scores = try relevance(queries, candidates, dropout: dropout)
        let (likelihoods, candidateCounts) = try logLikelihoods(queries, candidates, dropout: dropout)
        return Terms(
            scores: scores, logLikelihoods: likelihoods, candidateCounts: candidateCounts,
            maskCounts: queries.map(\.masked.count))
    }

    func loss(_ terms: Terms) throws -> Tensor {
        try MarginalLikelihood(
            logPriors: terms.scores.logProbabilities(), logLikelihoods: terms.logLikelihoods,
            maskCounts: terms.maskCounts,
            marginalization: configuration.pretrain.marginalization == .sentence ? .sentence : .token
        ).loss
    }

    /// Each query's candidates in plain numbers.
    func utilities(_ terms: Terms) throws -> [RetrievalUtility] {
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
        // A block that several queries found is embedded once; row 0 is the null document.
        var rows: [Int: Int] = [:]
        var documents = PackedSequences([corpus.layout.nullDocument])
        for block in candidates.joined() where rows[block] == nil {
            rows[block] = documents.count
            documents.append(corpus.document(block, limit: configuration.embedder.documentTokens))
        }
        return try RelevanceScores(
            queries: embedder(packed, dropout: rate), documents: embedder(documents, dropout: rate),
            candidates: candidates.map { [0] + $0.compactMap { rows[$0] } }, nullOffset: nullOffset)
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
