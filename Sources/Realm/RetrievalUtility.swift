import Foundation

/// What each candidate did for one masked query, from plain numbers: for logs and reports, not for gradients.
public struct RetrievalUtility: Sendable, Equatable {
    /// p(z|x) of each candidate, the null document first.
    public let priors: [Double]
    /// log p(y|z,x) = Σ_j log p(y_j|z,x) of each candidate, the null document first.
    public let logLikelihoods: [Double]

    /// - Parameters:
    ///   - scores: f(x, z) of each candidate, the null document first.
    ///   - logLikelihoods: log p(y|z,x) of each, in the same order.
    public init(scores: [Double], logLikelihoods: [Double]) {
        precondition(!scores.isEmpty && scores.count == logLikelihoods.count, "a candidate needs both numbers")
        priors = Self.softmax(scores)
        self.logLikelihoods = logLikelihoods
    }

    /// log p(y|x) over all candidates, the null document included.
    public var logMarginal: Double {
        Self.logSumExp(zip(priors, logLikelihoods).map { log($0) + $1 })
    }

    /// p(z|x,y): how far each candidate is to thank for the answer.
    public var posteriors: [Double] {
        let marginal = logMarginal
        return zip(priors, logLikelihoods).map { exp(log($0) + $1 - marginal) }
    }

    /// r(z) = p(z|x,y) − p(z|x), the paper's gradient of log p(y|x) with respect to f(x, z).
    public var gradients: [Double] { zip(posteriors, priors).map { $0 - $1 } }

    /// RU(z|x) = log p(y|z,x) − log p(y|∅,x) of each candidate (paper appendix D); 0 for the null document itself.
    public var utilities: [Double] { logLikelihoods.map { $0 - logLikelihoods[0] } }

    /// log Σ_z p(z|x) p(y|z,x) over the documents only − log p(y|∅,x): what retrieval as a whole adds, in nats.
    ///
    /// 0 when the null document is the only candidate.
    public var marginalGain: Double {
        guard priors.count > 1 else { return 0 }
        let documents = zip(priors, logLikelihoods).dropFirst()
        let mass = documents.reduce(0) { $0 + $1.0 }
        guard mass > 0 else { return 0 }
        return Self.logSumExp(documents.map { log($0.0 / mass) + $0.1 }) - logLikelihoods[0]
    }

    /// −Σ p log p of p(z|x), in nats: near 0 one candidate takes all, near the logarithm of their number none matters.
    public var entropy: Double { -priors.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 } }

    /// The probabilities of which the scores are the logarithms, up to a constant.
    public static func softmax(_ scores: [Double]) -> [Double] {
        let total = logSumExp(scores)
        return scores.map { exp($0 - total) }
    }

    static func logSumExp(_ values: [Double]) -> Double {
        guard let greatest = values.max(), greatest > -.infinity else { return -.infinity }
        return greatest + log(values.reduce(0) { $0 + exp($1 - greatest) })
    }
}
