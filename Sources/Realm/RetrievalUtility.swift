import Foundation

/// What each candidate did for one masked query, from plain numbers: for logs and reports, not for gradients.
public struct RetrievalUtility: Sendable, Equatable {
    /// p(z|x) of each candidate, the null document first.
    public let priors: [Double]
    /// log p(z|x), which tells apart what underflows as a probability.
    private let logPriors: [Double]
    /// log p(y|z,x) = Σ_j log p(y_j|z,x) of each candidate, the null document first.
    public let logLikelihoods: [Double]

    /// - Parameters:
    ///   - scores: f(x, z) of each candidate, the null document first; −∞ for a candidate that is not there.
    ///   - logLikelihoods: log p(y|z,x) of each, in the same order.
    public init(scores: [Double], logLikelihoods: [Double]) {
        precondition(!scores.isEmpty && scores.count == logLikelihoods.count, "a candidate needs both numbers")
        let total = Self.logSumExp(scores)
        logPriors = scores.map { $0 - total }
        priors = logPriors.map { exp($0) }
        self.logLikelihoods = logLikelihoods
    }

    /// log p(y|x) over all candidates, the null document included.
    public var logMarginal: Double {
        Self.logSumExp(zip(logPriors, logLikelihoods).map { $0 + $1 })
    }

    /// p(z|x,y): how far each candidate is to thank for the answer.
    public var posteriors: [Double] {
        let marginal = logMarginal
        return zip(logPriors, logLikelihoods).map { exp($0 + $1 - marginal) }
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
        let documents = zip(logPriors, logLikelihoods).dropFirst()
        let mass = Self.logSumExp(documents.map { $0.0 })
        guard mass > -.infinity else { return 0 }
        return Self.logSumExp(documents.map { $0.0 + $0.1 }) - mass - logLikelihoods[0]
    }

    /// −Σ p log p of p(z|x), in nats: near 0 one candidate takes all, near the logarithm of their number none matters.
    public var entropy: Double { -priors.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 } }

    /// The entropy as a share of the greatest possible, log(candidates); 0 for a single candidate.
    public var entropyShare: Double { priors.count > 1 ? entropy / log(Double(priors.count)) : 0 }

    static func logSumExp(_ values: [Double]) -> Double {
        guard let greatest = values.max(), greatest > -.infinity else { return -.infinity }
        return greatest + log(values.reduce(0) { $0 + exp($1 - greatest) })
    }
}
