import Randomness
import Testing
import VectorSearch

@Suite struct BestHitsTests {
    @Test func theBestAreThoseOfAFullSortWhateverTheOrder() {
        var random = SeededGenerator(seed: 4)
        for capacity in [0, 1, 2, 5, 40, 100] {
            for _ in 0..<50 {
                var hits = (0..<60).map { Hit(id: $0, score: Float(Int.random(in: 0..<9, using: &random))) }
                hits.shuffle(using: &random)
                var best = BestHits(capacity: capacity)
                for hit in hits { best.offer(hit) }
                let sorted = hits.sorted { $0.score != $1.score ? $0.score > $1.score : $0.id < $1.id }
                #expect(best.ranked() == Array(sorted.prefix(capacity)))
            }
        }
    }

    @Test func whatIsNotANumberNeverEnters() {
        var best = BestHits(capacity: 3)
        for (id, score) in [Float.nan, -.infinity, .nan, 1].enumerated() { best.offer(Hit(id: id, score: score)) }
        #expect(best.ranked() == [Hit(id: 3, score: 1), Hit(id: 1, score: -.infinity)])
    }
}
