import Foundation
import Learning
import Randomness
import Testing

@Suite struct NullOffsetTests {
    /// The null document's share, computed as it is defined.
    private func share(_ scores: [[Double]], offset: Double) -> Double {
        let shares = scores.filter { $0.count > 1 }.map { row in
            exp(row[0] + offset) / (exp(row[0] + offset) + row.dropFirst().reduce(0) { $0 + exp($1) })
        }
        return shares.reduce(0, +) / Double(shares.count)
    }

    @Test func theOffsetGivesTheNullDocumentTheShareThatIsAskedFor() {
        var draws = SeededGenerator(seed: 3)
        for round in 0..<100 {
            let scores = (0...round % 9).map { _ in
                (0..<Int.random(in: 2...9, using: &draws)).map { _ in Double.random(in: -20...20, using: &draws) }
            }
            let wanted = Double.random(in: 0.01...0.99, using: &draws)
            let offset = NullOffset.balancing(scores, share: wanted)
            #expect(abs(share(scores, offset: offset) - wanted) < 1e-6)
        }
    }

    @Test func queriesWithoutAPassageDoNotCount() {
        #expect(NullOffset.balancing([], share: 0.1) == 0)
        #expect(NullOffset.balancing([[3], [4, -.infinity]], share: 0.1) == 0)
        let alone = NullOffset.balancing([[1, 5, 6]], share: 0.1)
        #expect(abs(NullOffset.balancing([[1, 5, 6], [9], [2, -.infinity]], share: 0.1) - alone) < 1e-9)
    }
}
