public import Tensors

/// Losses of their own for retriever and encoder, where they do not share the marginal likelihood.
///
/// Later work teaches a retriever with the same signal, log p(y|z,x) of each candidate, but keeps the two models' gradients
/// apart: what teaches the retriever holds the encoder's likelihoods fixed, and the encoder learns to fill the masks
/// beside whatever it is given, −Σ_z p(z|x) log p(y|z,x) with p(z|x) held fixed. (With −log Σ_z p(z|x) p(y|z,x) for the
/// encoder, EMDR² would have the gradients of the marginal likelihood itself.)
public struct RetrieverLoss {
    /// What the retriever is taught by.
    public enum Teaching: Sendable, Equatable {
        /// −log Σ_z p(z|x) p(y|z,x) with p(y|z,x) held fixed (Sachan et al. 2021).
        ///
        /// Its gradient by f(x, z) is p(z|x) − p(z|x,y).
        case emdr2
        /// KL(t ‖ p(z|x)) with t(z) ∝ p(y|z,x)^(1/temperature) held fixed (Izacard et al. 2022, Atlas).
        ///
        /// Its gradient by f(x, z) is p(z|x) − t(z): unlike above, what the retriever thinks of a document has no part in
        /// how much it is told to prefer it.
        case perplexityDistillation(temperature: Float)
    }

    /// The retriever's, a scalar without a gradient for the encoder.
    public let retriever: Tensor
    /// The encoder's, a scalar without a gradient for the retriever.
    public let encoder: Tensor

    /// Both together: each reaches only its own model.
    public func sum() throws(TensorError) -> Tensor { try retriever + encoder }

    /// - Parameters:
    ///   - logPriors: log p(z|x), `[queries, candidates]`, −∞ for a candidate that is not there.
    ///   - logLikelihoods: log p(y_j|z,x), `[queries, candidates, masks]`; any finite number where `maskCounts` ends.
    ///   - maskCounts: how many masks each query has, `[queries]`.
    ///   - marginalization: what EMDR² sums documents over; and whether losses are averaged over queries or over masks.
    /// - Throws: `TensorError` when the shapes do not fit together.
    public init(
        _ teaching: Teaching, logPriors: Tensor, logLikelihoods: Tensor, maskCounts: [Int],
        marginalization: MarginalLikelihood.Marginalization
    ) throws(TensorError) {
        // Checks the shapes too.
        let marginal = try MarginalLikelihood(
            logPriors: logPriors, logLikelihoods: logLikelihoods.detached(), maskCounts: maskCounts,
            marginalization: marginalization)
        let batch = try Batch(logPriors, maskCounts, masks: logLikelihoods.shape[2], marginalization)
        let sentences = try (logLikelihoods * batch.masks).sum(axis: 2)
        let priors = try logPriors.detached().softmax(axis: 1)
        encoder = try -(priors * sentences).sum() / batch.size
        switch teaching {
        case .emdr2:
            retriever = marginal.loss
        case .perplexityDistillation(let temperature):
            let scaled = try (sentences.detached() / temperature).masked(where: batch.missing, with: -.infinity)
            let target = try scaled.softmax(axis: 1)
            // 0 · −∞ of a candidate that is not there is no number; its log-probabilities are set to 0 on both sides.
            let own = try logPriors.masked(where: batch.missing, with: 0)
            let wanted = try scaled.logSoftmax(axis: 1).masked(where: batch.missing, with: 0)
            retriever = try (target * (wanted - own) * batch.shares).sum()
        }
    }

    /// Which places of a batch count, and how much.
    private struct Batch {
        /// 1 where a query has a mask, `[queries, 1, masks]`.
        let masks: Tensor
        /// 1 where a query has no such candidate, `[queries, candidates]`.
        let missing: Tensor
        /// What losses are averaged over: how many queries or masks there are.
        let size: Float
        /// How much what a query has only one of, its distribution over documents, counts, `[queries, 1]`; they add up to 1.
        let shares: Tensor

        init(
            _ logPriors: Tensor, _ maskCounts: [Int], masks width: Int,
            _ marginalization: MarginalLikelihood.Marginalization
        ) throws(TensorError) {
            let weights = maskCounts.flatMap { count in (0..<width).map { $0 < count ? Float(1) : 0 } }
            masks = try Tensor(weights, shape: [maskCounts.count, 1, width])
            missing = try Tensor(logPriors.floats().map { $0 == -.infinity ? 1 : 0 }, shape: logPriors.shape)
            let counts = maskCounts.map { marginalization == .sentence ? 1 : $0 }
            let size = Float(max(1, counts.reduce(0, +)))
            self.size = size
            shares = try Tensor(counts.map { Float($0) / size }, shape: [counts.count, 1])
        }
    }
}
