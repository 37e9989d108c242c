import Realm

/// What a batch's candidates were like, averaged over its queries.
struct CandidateFigures {
    private(set) var named: [(String, Double)] = []

    /// - Parameters:
    ///   - utilities: of each query, the null document first.
    ///   - holds: whether each candidate, the null document left out, holds the masked span.
    ///   - accuracy: of the same queries.
    init(_ utilities: [RetrievalUtility], holds: [[Bool]], accuracy: MaskAccuracy) {
        var hits: [Double] = []
        var misses: [Double] = []
        for (utility, holds) in zip(utilities, holds) {
            for (value, holds) in zip(utility.utilities.dropFirst(), holds) {
                if holds { hits.append(value) } else { misses.append(value) }
            }
        }
        let retrieving = utilities.filter { $0.utilities.count > 1 }
        add("marginalGain", retrieving.map(\.marginalGain))
        add(
            "utility",
            retrieving.map { zip($0.utilities.dropFirst(), $0.priors.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } })
        add("utilityOfHits", hits)
        add("utilityOfMisses", misses)
        add("entropy", utilities.map(\.entropy))
        add("nullShare", utilities.map { $0.priors[0] })
        add("topHolds", holds.compactMap(\.first).map { $0 ? 1 : 0 })
        add("logLikelihood", utilities.map(\.logMarginal))
        named += accuracy.named
    }

    /// A mean over nothing is left out rather than written as 0.
    private mutating func add(_ name: String, _ values: [Double]) {
        guard !values.isEmpty else { return }
        named.append((name, values.reduce(0, +) / Double(values.count)))
    }
}
