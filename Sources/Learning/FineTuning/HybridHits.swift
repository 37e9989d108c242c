package import VectorSearch

/// Hybrid search: BM25 + weight · f(x, z) over the blocks that the dense list or BM25's holds.
package enum HybridHits {
    /// The blocks of both lists, by the sum of their scores.
    ///
    /// f is known for every block, BM25 for those that it listed only. A list shorter than it was asked to be holds all
    /// blocks that share a term with the question, so BM25 gives the others nothing; below a full list a block counts as
    /// the last one there, which is the most it can have.
    /// - Parameters:
    ///   - dense: the best blocks by f(x, z).
    ///   - lexical: the best blocks by BM25, best first.
    ///   - depth: how many blocks BM25 was asked for.
    ///   - weight: how much of f(x, z) is added to BM25's score.
    ///   - relevance: f(x, z) of a block.
    /// - Returns: all of them, best first, equal scores by lower id.
    package static func joined(
        dense: [Hit], lexical: [Hit], depth: Int, weight: Float, relevance: (_ block: Int) -> Float
    ) -> [Hit] {
        var scores: [Int: Float] = [:]
        let least = lexical.count < depth ? 0 : lexical.last?.score ?? 0
        for hit in dense { scores[hit.id] = least + weight * hit.score }
        for hit in lexical { scores[hit.id] = hit.score + weight * relevance(hit.id) }
        return scores.map { Hit(id: $0.key, score: $0.value) }.sorted { $0.precedes($1) }
    }
}
