/// Merges rankings whose scores cannot be compared, dense and lexical ones say (Cormack, Clarke and Büttcher 2009).
public enum ReciprocalRankFusion {
    /// Ranks every id by the sum over the rankings that hold it of 1 / (constant + rank), where ranks start at 1.
    /// - Parameters:
    ///   - rankings: hits, the best first; an id counts where it stands first in a ranking.
    ///   - constant: how little the first places outweigh the next.
    /// - Returns: every id once, greater sums first, equal ones by lower id.
    public static func fuse(_ rankings: [[Hit]], constant: Int = 60) -> [Hit] {
        var sums: [Int: Double] = [:]
        for ranking in rankings {
            var seen: Set<Int> = []
            for (place, hit) in ranking.enumerated() where seen.insert(hit.id).inserted {
                sums[hit.id, default: 0] += 1 / Double(constant + place + 1)
            }
        }
        let ranked = sums.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        return ranked.map { Hit(id: $0.key, score: Float($0.value)) }
    }
}
