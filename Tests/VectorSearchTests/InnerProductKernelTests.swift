import Randomness
import Testing
import VectorSearch

@Suite struct InnerProductKernelTests {
    static let kernels = InnerProductKernel.allCases.filter(\.isAvailable)

    @Test(arguments: kernels) func aKernelAgreesWithSumsInDoublePrecision(_ kernel: InnerProductKernel) {
        var random = SeededGenerator(seed: 1)
        for width in [0, 1, 3, 4, 7, 8, 15, 16, 17, 31, 127, 128, 384] {
            for (queryCount, rowCount) in [(0, 5), (1, 0), (1, 1), (1, 7), (3, 17), (4, 4), (5, 33), (9, 100)] {
                let queries = randomVectors(queryCount * width, &random)
                let rows = randomVectors(rowCount * width, &random)
                let scores = kernel.scores(
                    queries: queries, queryCount: queryCount, rows: rows, rowCount: rowCount, width: width)
                #expect(scores.count == queryCount * rowCount)
                for query in 0..<queryCount {
                    for row in 0..<rowCount {
                        var exact = 0.0
                        for i in 0..<width {
                            exact += Double(queries[query * width + i]) * Double(rows[row * width + i])
                        }
                        let difference = abs(Double(scores[query * rowCount + row]) - exact)
                        #expect(difference <= 1e-6 * Double(width + 1), "\(kernel) \(width) \(query) \(row)")
                    }
                }
            }
        }
    }

    @Test(arguments: kernels) func aThousandRowsAgreeToo(_ kernel: InnerProductKernel) {
        var random = SeededGenerator(seed: 2)
        let (queries, rows) = (randomVectors(6 * 128, &random), randomVectors(1000 * 128, &random))
        let scores = kernel.scores(queries: queries, queryCount: 6, rows: rows, rowCount: 1000, width: 128)
        for (place, score) in scores.enumerated() {
            let (query, row) = (place / 1000 * 128, place % 1000 * 128)
            let exact = (0..<128).reduce(0.0) { $0 + Double(queries[query + $1]) * Double(rows[row + $1]) }
            guard abs(Double(score) - exact) > 1e-4 else { continue }
            Issue.record("\(kernel): \(score) at \(place), expected \(exact)")
        }
    }

    @Test(arguments: kernels) func aScoreDoesNotDependOnItsNeighbours(_ kernel: InnerProductKernel) {
        var random = SeededGenerator(seed: 3)
        for width in [1, 5, 16, 37, 128] {
            let (queries, rows) = (randomVectors(11 * width, &random), randomVectors(39 * width, &random))
            let together = kernel.scores(queries: queries, queryCount: 11, rows: rows, rowCount: 39, width: width)
            for query in 0..<11 {
                for row in 0..<39 {
                    let alone = kernel.scores(
                        queries: Array(queries[query * width..<(query + 1) * width]), queryCount: 1,
                        rows: Array(rows[row * width..<(row + 1) * width]), rowCount: 1, width: width)
                    #expect(alone[0].bitPattern == together[query * 39 + row].bitPattern)
                }
            }
        }
    }
}

/// Components between -1 and 1.
func randomVectors(_ count: Int, _ random: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
}
