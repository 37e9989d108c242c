import Foundation
import Randomness
import Tensors
import TensorsTestSupport
import Testing

@Suite struct TensorSegmentsTests {
    /// softmax(Q Kᵀ / √width) V a segment and a head at a time, by the definition.
    static func attention(_ packed: Grid, heads: Int, starts: [Int32]) -> Grid {
        let tokens = packed.shape[0], hidden = packed.shape[1] / 3, width = hidden / heads
        var output = [Float](repeating: 0, count: tokens * hidden)
        func element(_ token: Int, _ part: Int, _ column: Int) -> Double {
            Double(packed.values[token * 3 * hidden + part * hidden + column])
        }
        for (start, end) in zip(starts.map(Int.init), starts.dropFirst().map(Int.init)) {
            for head in 0..<heads {
                let columns = head * width..<(head + 1) * width
                for query in start..<end {
                    let weights = (start..<end).map { key -> Double in
                        let score: Double = columns.reduce(0.0) { $0 + element(query, 0, $1) * element(key, 1, $1) }
                        return exp(score / Double(width).squareRoot())
                    }
                    let total = weights.reduce(0, +)
                    for column in columns {
                        let sum: Double = (start..<end).reduce(0.0) {
                            $0 + weights[$1 - start] * element($1, 2, column)
                        }
                        output[query * hidden + column] = Float(sum / total)
                    }
                }
            }
        }
        return Grid([tokens, hidden], output)
    }

    static func starts(_ lengths: [Int]) -> [Int32] {
        lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1)) }
    }

    @Test(arguments: [[1], [5], [3, 0, 1, 4], [0, 2, 0], [1, 1, 1], [40, 3, 17, 33, 2], [130]])
    func eachSegmentAttendsToItselfOnly(lengths: [Int]) throws {
        var generator = SeededGenerator(seed: 11)
        let starts = Self.starts(lengths)
        for (heads, width) in [(1, 4), (2, 3), (3, 16), (12, 32)] {
            let packed = Grid([lengths.reduce(0, +), 3 * heads * width], using: &generator)
            let expected = Self.attention(packed, heads: heads, starts: starts)
            let tensor = try packed.tensor()
            try expect(
                tensor.packedAttention(heads: heads, starts: starts), equals: expected, "\(heads) heads of \(width)")
            let recorded = try packed.tensor().requiringGradient().packedAttention(heads: heads, starts: starts)
            try expect(recorded, equals: expected, "recorded, \(heads) heads of \(width)")
        }
    }

    @Test(arguments: [[1], [4], [2, 0, 3, 1], [7, 9]])
    func gradientsOfAttention(lengths: [Int]) throws {
        var generator = SeededGenerator(seed: 12)
        for (heads, width) in [(1, 4), (3, 8)] {
            let packed = try Grid([lengths.reduce(0, +), 3 * heads * width], in: -1...1, using: &generator).tensor()
            let differences = try GradientCheck(elements: 60).differences(of: [packed]) {
                try $0[0].packedAttention(heads: heads, starts: Self.starts(lengths))
            }
            #expect(differences.isEmpty, "\(differences)")
        }
    }

    /// Queries of some rows of each segment, once more, and of none.
    private static func chosen(_ lengths: [Int], using generator: inout SeededGenerator) -> [[Int]] {
        let starts = starts(lengths)
        return lengths.indices.map { segment in
            let rows = Int(starts[segment])..<Int(starts[segment + 1])
            let count = rows.isEmpty ? 0 : Int.random(in: 0...3, using: &generator)
            return (0..<count).map { _ in Int.random(in: rows, using: &generator) }
        }
    }

    @Test(arguments: [[1], [5], [3, 0, 1, 4], [0, 2, 0], [40, 3, 17, 33, 2], [130]])
    func chosenQueriesGetWhatTheyGetAmongAll(lengths: [Int]) throws {
        var generator = SeededGenerator(seed: 21)
        let starts = Self.starts(lengths)
        for (heads, width) in [(1, 4), (2, 3), (12, 32)] {
            let packed = Grid([lengths.reduce(0, +), 3 * heads * width], using: &generator)
            let all = Self.attention(packed, heads: heads, starts: starts)
            let chosen = Self.chosen(lengths, using: &generator)
            let rows = chosen.flatMap { $0 }, hidden = heads * width
            let tensor = try packed.tensor()
            let queries = try tensor.narrowed(axis: 1, start: 0, length: hidden)
                .rows(Tensor(integers: rows.map(Int64.init), shape: [rows.count]))
            let found = try queries.packedAttention(
                to: tensor.narrowed(axis: 1, start: hidden, length: 2 * hidden), heads: heads,
                starts: Self.starts(chosen.map(\.count)), keyStarts: starts)
            let expected = rows.flatMap { all.values[$0 * hidden..<($0 + 1) * hidden] }
            try expect(found, equals: Grid([rows.count, hidden], expected), "\(heads) heads of \(width)")
        }
    }

    @Test(arguments: [[1], [4], [2, 0, 3, 1], [7, 9]])
    func gradientsOfAttentionOfChosenQueries(lengths: [Int]) throws {
        var generator = SeededGenerator(seed: 22)
        for (heads, width) in [(1, 4), (3, 8)] {
            let counts = Self.chosen(lengths, using: &generator).map(\.count)
            let queries = try Grid([counts.reduce(0, +), heads * width], in: -1...1, using: &generator).tensor()
            let keys = try Grid([lengths.reduce(0, +), 2 * heads * width], in: -1...1, using: &generator).tensor()
            guard counts.contains(where: { $0 > 0 }) else { continue }
            let differences = try GradientCheck(elements: 60).differences(of: [queries, keys]) {
                try $0[0].packedAttention(
                    to: $0[1], heads: heads, starts: Self.starts(counts), keyStarts: Self.starts(lengths))
            }
            #expect(differences.isEmpty, "\(differences)")
        }
    }

    @Test func queriesThatDoNotFitTheirKeysAreRefused() throws {
        let queries = try Tensor.zeros([3, 4]), keys = try Tensor.zeros([5, 8])
        func attend(_ starts: [Int32], _ keyStarts: [Int32], heads: Int = 2, to other: Tensor? = nil) -> String? {
            do throws(TensorError) {
                _ = try queries.packedAttention(to: other ?? keys, heads: heads, starts: starts, keyStarts: keyStarts)
                return nil
            } catch { return error.description }
        }
        #expect(attend([0, 1, 3], [0, 2, 5]) == nil)
        #expect(attend([0, 3, 3], [0, 5, 5]) == nil)
        #expect(attend([0, 1, 3], [0, 5, 5])?.contains("must have keys") == true)
        #expect(attend([0, 3], [0, 2, 5])?.contains("do not fit") == true)
        #expect(attend([0, 1, 2], [0, 2, 5]) != nil)
        #expect(attend([0, 1, 3], [0, 2, 5], heads: 3)?.contains("3 heads divide") == true)
        #expect(try attend([0, 1, 3], [0, 2, 5], to: .zeros([5, 12])) != nil)
    }

    /// So rarely that nothing is dropped: the same by another way.
    @Test(arguments: [[1], [5], [3, 0, 1, 4], [0, 2, 0], [40, 3, 17, 33, 2]])
    func attentionThatMightDropAndDoesNotIsAttention(lengths: [Int]) throws {
        var generator = SeededGenerator(seed: 24)
        let starts = Self.starts(lengths)
        for (heads, width) in [(1, 4), (2, 3), (12, 32)] {
            let packed = Grid([lengths.reduce(0, +), 3 * heads * width], using: &generator)
            try expect(
                packed.tensor().packedAttention(heads: heads, starts: starts, dropout: 1e-12),
                equals: Self.attention(packed, heads: heads, starts: starts), "\(heads) heads of \(width)")
        }
    }

    /// With the identity for values, the output is the probabilities themselves.
    @Test func attentionProbabilitiesAreDroppedOneByOneAndTheOthersScaled() throws {
        var generator = SeededGenerator(seed: 25)
        let (count, heads) = (32, 4)
        var packed = Grid([count, 3 * heads * count], in: -1...1, using: &generator)
        for row in 0..<count {
            for column in 0..<heads * count {
                packed.values[row * 3 * heads * count + 2 * heads * count + column] = column % count == row ? 1 : 0
            }
        }
        let starts = Self.starts([count])
        let kept = try packed.tensor().packedAttention(heads: heads, starts: starts).floats()
        let dropped = try Engine.withRandomStream(seed: 6) {
            try packed.tensor().packedAttention(heads: heads, starts: starts, dropout: 0.25).floats()
        }
        for (found, value) in zip(dropped, kept) { #expect(found == 0 || abs(found - value / 0.75) < 1e-5) }
        let share = Double(dropped.count { $0 == 0 }) / Double(dropped.count)
        #expect(abs(share - 0.25) < 0.04)
        #expect(throws: TensorError.self) {
            try packed.tensor().packedAttention(heads: heads, starts: starts, dropout: 1)
        }
    }

    @Test func gradientsOfAttentionWithDropout() throws {
        var generator = SeededGenerator(seed: 26)
        let lengths = [4, 1, 7]
        let packed = try Grid([12, 24], in: -1...1, using: &generator).tensor()
        let queries = try Grid([3, 8], in: -1...1, using: &generator).tensor()
        let keys = try Grid([12, 16], in: -1...1, using: &generator).tensor()
        let differences = try GradientCheck(elements: 60).differences(of: [packed, queries, keys]) { inputs in
            try Engine.withRandomStream(seed: 7) {
                let own = try inputs[0].packedAttention(heads: 2, starts: Self.starts(lengths), dropout: 0.3)
                let chosen = try inputs[1].packedAttention(
                    to: inputs[2], heads: 2, starts: [0, 1, 1, 3], keyStarts: Self.starts(lengths), dropout: 0.3)
                return try Tensor.concatenated([own, chosen], axis: 0)
            }
        }
        #expect(differences.isEmpty, "\(differences)")
    }

    @Test func attentionReadsViewsAndIsTheSameOnOneThread() throws {
        var generator = SeededGenerator(seed: 13)
        let wide = try Grid([21, 60], using: &generator).tensor(), starts = Self.starts([8, 13])
        let view = try wide.narrowed(axis: 1, start: 6, length: 48)
        let expected = try view.copy().packedAttention(heads: 4, starts: starts).floats()
        let before = Engine.threads
        try Engine.setThreads(1)
        defer { try? Engine.setThreads(before) }
        try expect(view.packedAttention(heads: 4, starts: starts), equals: Grid([21, 16], expected), tolerance: 1e-6)
    }

    @Test func segmentMeans() throws {
        var generator = SeededGenerator(seed: 14)
        for lengths in [[1], [3, 0, 2], [0], [], [50, 1, 7]] {
            let x = Grid([lengths.reduce(0, +), 5], using: &generator), starts = Self.starts(lengths)
            var expected = [Float](repeating: 0, count: lengths.count * 5)
            for (segment, length) in lengths.enumerated() {
                for row in 0..<length {
                    for column in 0..<5 {
                        let value = x.values[(Int(starts[segment]) + row) * 5 + column]
                        expected[segment * 5 + column] += value / Float(length)
                    }
                }
            }
            try expect(x.tensor().segmentMean(starts: starts), equals: Grid([lengths.count, 5], expected))
            let differences = try GradientCheck().differences(of: [x.tensor()]) {
                try $0[0].segmentMean(starts: starts)
            }
            #expect(differences.isEmpty, "\(lengths): \(differences)")
        }
    }

    @Test func noTokensGiveNoRows() throws {
        #expect(try Tensor.zeros([0, 12]).packedAttention(heads: 2, starts: [0]).shape == [0, 4])
        #expect(try Tensor.zeros([0, 12]).packedAttention(heads: 2, starts: [0, 0]).shape == [0, 4])
    }

    @Test func startsThatDoNotCoverTheTokensAreRefused() throws {
        let x = try Tensor.zeros([4, 12])
        func words(_ starts: [Int32]) -> String? {
            #expect(throws: TensorError.self) { try x.segmentMean(starts: starts) }?.description
        }
        #expect(words([0, 3]) == "segmentMean: segment starts must run from 0 to the 4 tokens, but run from 0 to 3")
        #expect(
            words([]) == "segmentMean: segment starts must run from 0 to the 4 tokens, but run from nothing to nothing")
        #expect(words([0, 3, 2, 4]) == "segmentMean: segment 1 starts at 3 and ends at 2")
        let heads = #expect(throws: TensorError.self) { try x.packedAttention(heads: 3, starts: [0, 4]) }
        #expect(
            heads?.description
                == "packedAttention: shape [4, 12] must be float32 [tokens, 3 * hidden] with a hidden that 3 heads divide"
        )
        #expect(throws: TensorError.self) { try x.packedAttention(heads: 0, starts: [0, 4]) }
        #expect(throws: TensorError.self) { try x.reshaped([48]).packedAttention(heads: 2, starts: [0, 48]) }
    }
}
