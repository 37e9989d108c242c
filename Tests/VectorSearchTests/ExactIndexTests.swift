import Randomness
import Synchronization
import Testing
import VectorSearch

@Suite struct ExactIndexTests {
    /// Every inner product, fully sorted.
    private func reference(
        _ queries: [Float], _ rows: [Float], width: Int, count k: Int, excluding: (Int, Int) -> Bool = { _, _ in false }
    ) -> [[Int]] {
        (0..<queries.count / width).map { query in
            let ids = (0..<rows.count / width).filter { !excluding(query, $0) }
            let scored = ids.map { id in
                (id, (0..<width).reduce(0.0) { $0 + Double(queries[query * width + $1] * rows[id * width + $1]) })
            }
            return scored.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }.prefix(k).map(\.0)
        }
    }

    /// Small whole numbers, so that sums are exact in any order and ties abound.
    private func wholeVectors(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
        (0..<count).map { _ in Float(Int.random(in: -2...2, using: &random)) }
    }

    @Test func hitsAreThoseOfAFullSortWithTiesByLowestId() throws {
        var random = SeededGenerator(seed: 5)
        for (count, width, queryCount, k) in [
            (0, 3, 2, 4), (1, 1, 1, 1), (7, 3, 5, 3), (100, 2, 70, 100), (1000, 16, 9, 20), (5000, 4, 3, 50),
        ] {
            let (rows, queries) = (wholeVectors(count * width, &random), wholeVectors(queryCount * width, &random))
            let hits = try ExactIndex(vectors: rows, width: width).search(queries, count: k)
            #expect(hits.map { $0.map(\.id) } == reference(queries, rows, width: width, count: k))
        }
    }

    @Test(arguments: InnerProductKernel.allCases.filter(\.isAvailable))
    func eachKernelFindsTheSame(_ kernel: InnerProductKernel) throws {
        var random = SeededGenerator(seed: 6)
        let (rows, queries) = (wholeVectors(3000 * 24, &random), wholeVectors(10 * 24, &random))
        let index = try ExactIndex(vectors: rows, width: 24)
        let hits = try index.search(queries, count: 12, excluding: nil, threads: 1, kernel: kernel)
        #expect(hits.map { $0.map(\.id) } == reference(queries, rows, width: 24, count: 12))
    }

    @Test func neitherThreadsNorTheBatchChangeABit() throws {
        var random = SeededGenerator(seed: 7)
        let (rows, queries) = (randomVectors(20_000 * 20, &random), randomVectors(67 * 20, &random))
        let index = try ExactIndex(vectors: rows, width: 20)
        let together = try index.search(queries, count: 15, threads: 1)
        for threads in [2, 3, 8, 1000] { #expect(try index.search(queries, count: 15, threads: threads) == together) }
        for query in [0, 1, 33, 66] {
            let alone = try index.search(Array(queries[query * 20..<(query + 1) * 20]), count: 15)
            #expect(alone == [together[query]])
        }
    }

    @Test func excludedRowsAreNeverFoundAndOthersTakeTheirPlace() throws {
        var random = SeededGenerator(seed: 8)
        let (rows, queries) = (wholeVectors(9000 * 8, &random), wholeVectors(6 * 8, &random))
        let index = try ExactIndex(vectors: rows, width: 8)
        let hits = try index.search(queries, count: 30, excluding: { ($0 + $1) % 3 == 0 })
        let expected = reference(queries, rows, width: 8, count: 30) { ($0 + $1) % 3 == 0 }
        #expect(hits.map { $0.map(\.id) } == expected)
    }

    @Test func exclusionIsAskedOnlyForRowsThatWouldEnter() throws {
        let index = try ExactIndex(vectors: (0..<5000).map { Float(5000 - $0) }, width: 1)
        let asked = Atomic(0)
        let hits = try index.search(
            [1], count: 2,
            excluding: { _, id in
                asked.add(1, ordering: .relaxed)
                return id == 0
            }, threads: 1)
        #expect(hits == [[Hit(id: 1, score: 4999), Hit(id: 2, score: 4998)]])
        #expect(asked.load(ordering: .relaxed) == 3)
    }

    @Test func excludingEverythingFindsNothing() throws {
        let index = try ExactIndex(vectors: [1, 2, 3], width: 1)
        #expect(try index.search([1, 1], count: 2, excluding: { _, _ in true }) == [[], []])
    }

    @Test func moreHitsThanRowsGivesAllRowsAndNoneGivesNone() throws {
        let index = try ExactIndex(vectors: [1, 2, 3], width: 1)
        #expect(try index.search([1], count: 10)[0].map(\.id) == [2, 1, 0])
        #expect(try index.search([1], count: 0) == [[]])
        #expect(try index.search([1], count: -1) == [[]])
        #expect(try index.search([], count: 3) == [])
    }

    @Test func aRowThatIsNotANumberIsNeverFound() throws {
        let index = try ExactIndex(vectors: [.nan, 1, -.infinity, 2], width: 1)
        #expect(try index.search([1], count: 4)[0].map(\.id) == [3, 1, 2])
    }

    @Test func aRowIsGivenBackAsItWas() throws {
        #expect(try ExactIndex(vectors: [1, 2, 3, 4], width: 2).vector(1) == [3, 4])
    }

    @Test func wrongSizesAndInfinitiesAreTypedErrors() throws {
        let index = try ExactIndex(vectors: [1, 2, 3, 4], width: 2)
        #expect(throws: VectorIndexError.partialVector(values: 3, width: 2)) { try index.search([1, 2, 3], count: 1) }
        #expect(throws: VectorIndexError.notFinite(vector: 1)) { try index.search([1, 2, .nan, 3], count: 1) }
        #expect(throws: VectorIndexError.partialVector(values: 3, width: 2)) {
            try ExactIndex(vectors: [1, 2, 3], width: 2)
        }
        #expect(throws: VectorIndexError.unusable(field: "width", found: 0, expected: "at least 1")) {
            try ExactIndex(vectors: [], width: 0)
        }
    }
}
