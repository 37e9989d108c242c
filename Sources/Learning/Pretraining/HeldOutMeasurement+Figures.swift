extension HeldOutMeasurement {
    /// What the candidates did for the queries that were read, as means under their names in the log: `marginalGain`,
    /// `utility`, `utilityOfHits`, `utilityOfMisses`, `entropy`, `nullShare` and the like.
    public var readingFigures: [(String, Double)] {
        let prefix = "heldOut."
        return named.filter { !$0.0.hasPrefix(prefix + "recall@") }.map { (String($0.0.dropFirst(prefix.count)), $0.1) }
    }
}
