import Masking

/// Which of the drawn queries are worth a step: those whose candidates disagree about the answer.
///
/// When some candidates hold the masked span and others do not, the reader can tell them apart and the retriever has
/// something to learn; when all do or none does, r(z) is close to 0. Queries that disagree come first, the rest fills
/// the batch in the order of drawing.
package enum QuerySelection {
    /// - Parameter holds: for each query, whether each of its candidates holds the masked span.
    /// - Returns: indices of the chosen queries, at most `count`.
    package static func select(_ holds: [[Bool]], count: Int) -> [Int] {
        let disagreeing = holds.indices.filter { holds[$0].contains(true) && holds[$0].contains(false) }
        let rest = holds.indices.filter { !(holds[$0].contains(true) && holds[$0].contains(false)) }
        return Array((disagreeing + rest).prefix(count))
    }
}
