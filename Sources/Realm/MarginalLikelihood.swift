public import Tensors

/// p(y|x) = Σ_z p(z|x) p(y|z,x), and its negative logarithm as a loss.
///
/// Paper §3.1, equation 1.
/// Its gradient with respect to a relevance score is the paper's ∇f = −r(z), with
/// r(z) = (p(y|z,x) / p(y|x) − 1) p(z|x): a document that predicts y better than the average of the candidates is
/// scored higher from then on, and Σ_z r(z) = 0.
public struct MarginalLikelihood {
    /// Over what the sum over documents is taken.
    public enum Marginalization: String, Sendable, Codable, CaseIterable {
        /// Paper: one document explains all masked tokens of a sentence, log Σ_z p(z|x) Π_j p(y_j|z,x), averaged over
        /// sentences.
        case sentence
        /// Released code: each masked token has a sum of its own, log Σ_z p(z|x) p(y_j|z,x), averaged over tokens.
        case token
    }

    /// −log p(y|x), averaged as `Marginalization` says: a scalar; 0 when there is nothing to average.
    public let loss: Tensor

    /// - Parameters:
    ///   - logPriors: log p(z|x), `[queries, candidates]`, −∞ for a candidate that is not there.
    ///   - logLikelihoods: log p(y_j|z,x), `[queries, candidates, masks]`; any finite number where `maskCounts` ends.
    ///   - maskCounts: how many masks each query has, `[queries]`.
    /// - Throws: `TensorError` when the shapes do not fit together.
    public init(
        logPriors: Tensor, logLikelihoods: Tensor, maskCounts: [Int], marginalization: Marginalization
    ) throws(TensorError) {
        let shape = logLikelihoods.shape
        guard shape.count == 3, Array(shape.prefix(2)) == logPriors.shape, shape[0] == maskCounts.count,
            maskCounts.allSatisfy({ (0...shape[2]).contains($0) })
        else {
            throw TensorError(
                operation: "marginal likelihood",
                reason: "priors \(logPriors.shape), likelihoods \(shape) and the mask counts of \(maskCounts.count) "
                    + "queries do not fit; expected [queries, candidates] and [queries, candidates, masks]")
        }
        let masks = shape[2]
        let weights = maskCounts.flatMap { count in (0..<masks).map { $0 < count ? Float(1) : 0 } }
        switch marginalization {
        case .sentence:
            let weight = try Tensor(weights, shape: [maskCounts.count, 1, masks])
            let sentences = try (logLikelihoods * weight).sum(axis: 2)
            loss = try -(logPriors + sentences).logSumExp(axis: 1).sum() / Float(max(1, maskCounts.count))
        case .token:
            let weight = try Tensor(weights, shape: [maskCounts.count, masks])
            let tokens = try (logPriors.unsqueezed(axis: 2) + logLikelihoods).logSumExp(axis: 1)
            loss = try -(tokens * weight).sum() / Float(max(1, maskCounts.reduce(0, +)))
        }
    }
}
