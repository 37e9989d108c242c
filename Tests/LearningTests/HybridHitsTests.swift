import Learning
import Randomness
import Testing
import VectorSearch

@Suite struct HybridHitsTests {
    /// All blocks with all that is known of them, sorted.
    private func reference(
        _ dense: [Hit], _ lexical: [Hit], _ depth: Int, _ weight: Float, _ relevance: [Float]
    ) -> [Hit] {
        relevance.indices.compactMap { block -> Hit? in
            let word = lexical.first { $0.id == block }
            guard word != nil || dense.contains(where: { $0.id == block }) else { return nil }
            // Beyond a full list the score is unknown; beyond one that ended early it is 0.
            let unlisted = lexical.count == depth ? lexical[depth - 1].score : 0
            return Hit(id: block, score: (word?.score ?? unlisted) + weight * relevance[block])
        }.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
    }

    @Test func listsAreJoinedByTheSumOfTheirScores() {
        var draws = SeededGenerator(seed: 11)
        for round in 0..<200 {
            let blocks = [0, 1, 2, 9, 40][round % 5]
            // Few different scores, so that there are ties.
            let relevance = (0..<blocks).map { _ in Float(Int.random(in: -3...3, using: &draws)) }
            let words = (0..<blocks).map { _ in Float(Int.random(in: 0...3, using: &draws)) }
            let depth = Int.random(in: 1...12, using: &draws)
            func best(_ scores: [Float], _ least: Float) -> [Hit] {
                Array(
                    scores.indices.map { Hit(id: $0, score: scores[$0]) }.filter { $0.score > least }
                        .sorted { ($1.score, $0.id) < ($0.score, $1.id) }.prefix(depth))
            }
            let (dense, lexical) = (best(relevance, -.infinity), best(words, 0))
            let joined = HybridHits.joined(dense: dense, lexical: lexical, depth: depth, weight: 0.5) { relevance[$0] }
            #expect(joined == reference(dense, lexical, depth, 0.5, relevance))
        }
    }

    @Test func beyondAListThatEndedEarlyBM25GivesNothing() {
        let dense = [Hit(id: 7, score: 2)]
        let lexical = [Hit(id: 3, score: 5), Hit(id: 4, score: 1)]
        let short = HybridHits.joined(dense: dense, lexical: lexical, depth: 3, weight: 1) { _ in 0 }
        #expect(short.map(\.id) == [3, 7, 4] && short[1].score == 2)
        let full = HybridHits.joined(dense: dense, lexical: lexical, depth: 2, weight: 1) { _ in 0 }
        #expect(full[1] == Hit(id: 7, score: 3))
    }
}
