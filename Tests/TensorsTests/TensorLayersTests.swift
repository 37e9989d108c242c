import Randomness
import Tensors
import TensorsTestSupport
import Testing

@Suite struct TensorLayersTests {
    /// [n, m] by [m, k], by the definition.
    static func product(_ a: Grid, _ b: Grid) -> Grid {
        let (n, m, k) = (a.shape[0], a.shape[1], b.shape[1])
        let values = (0..<n).flatMap { i in
            (0..<k).map { j -> Float in
                var sum: Double = 0
                for l in 0..<m { sum += Double(a.values[i * m + l]) * Double(b.values[l * k + j]) }
                return Float(sum)
            }
        }
        return Grid([n, k], values)
    }

    @Test(arguments: [[1, 1, 1], [2, 3, 5], [33, 17, 9], [0, 4, 3], [4, 0, 3], [64, 130, 70]])
    func matrixProducts(sizes: [Int]) throws {
        var generator = SeededGenerator(seed: 6)
        let a = Grid([sizes[0], sizes[1]], using: &generator), b = Grid([sizes[1], sizes[2]], using: &generator)
        let bias = Grid([sizes[2]], using: &generator)
        let expected = Self.product(a, b)
        try expect(a.tensor().matmul(b.tensor()), equals: expected)
        let weight = try b.tensor().transposed(0, 1)
        try expect(a.tensor().linear(weight), equals: expected)
        let shifted = Grid(expected.shape, expected.values.enumerated().map { $1 + bias.values[$0 % sizes[2]] })
        try expect(a.tensor().linear(weight, bias.tensor()), equals: shifted)
    }

    @Test func batchesOfMatrices() throws {
        var generator = SeededGenerator(seed: 7)
        let a = Grid([2, 3, 4], using: &generator), b = Grid([2, 4, 5], using: &generator)
        var expected: [Float] = []
        for i in 0..<2 {
            let left = Grid([3, 4], Array(a.values[(i * 12)...].prefix(12)))
            let right = Grid([4, 5], Array(b.values[(i * 20)...].prefix(20)))
            expected += Self.product(left, right).values
        }
        try expect(a.tensor().matmul(b.tensor()), equals: Grid([2, 3, 5], expected))
    }

    @Test func sizesThatDoNotFitAreNamed() {
        let error = #expect(throws: TensorError.self) { try Tensor.zeros([2, 3]).linear(.zeros([2, 5])) }
        #expect(error?.description == "linear: mat1 and mat2 shapes cannot be multiplied (2x3 and 5x2)")
    }

    @Test func layerNormGivesEachRowMeanZeroAndVarianceOne() throws {
        var generator = SeededGenerator(seed: 8)
        let x = Grid([4, 13], using: &generator), gain = Grid([13], using: &generator)
        let bias = Grid([13], using: &generator)
        let normalised = x.lines(axis: 1) { line in
            let mean: Float = line.reduce(0, +) / 13
            let variance: Float = line.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 13
            let deviation: Float = (variance + 1e-5).squareRoot()
            return line.enumerated().map { column, value -> Float in
                let scaled: Float = (value - mean) / deviation * gain.values[column]
                return scaled + bias.values[column]
            }
        }
        let inputs = try [x, gain, bias].map { try $0.tensor() }
        func norm(_ x: [Tensor]) throws -> Tensor { try x[0].layerNorm(gain: x[1], bias: x[2], epsilon: 1e-5) }
        try expect(norm(inputs), equals: normalised)
        let differences = try GradientCheck().differences(of: inputs, norm)
        #expect(differences.isEmpty, "\(differences)")
        #expect(throws: TensorError.self) { try norm([Tensor.zeros([4, 12]), inputs[1], inputs[2]]) }
    }

    @Test func embeddingTakesRowsForIndicesOfAnyShape() throws {
        let table = try Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2]).requiringGradient()
        let taken = try table.embedding(Tensor(integers: [2, 0, 2, 1], shape: [2, 2]))
        try expect(taken, equals: Grid([2, 2, 2], [5, 6, 1, 2, 5, 6, 3, 4]))
        try taken.sum().backward()
        #expect(try table.gradient()?.floats() == [1, 1, 1, 1, 2, 2])
        let error = #expect(throws: TensorError.self) { try table.embedding(Tensor(integers: [3], shape: [1])) }
        #expect(error?.operation == "embedding")
    }

    @Test func crossEntropyIsTheNegativeLogLikelihoodOfEachRow() throws {
        var generator = SeededGenerator(seed: 9)
        let logits = Grid([5, 7], using: &generator), targets: [Int64] = [0, 6, 3, 3, 1]
        let logs = logits.lines(axis: 1) { x in x.map { $0 - TensorReductionsTests.logSumExp(x) } }
        let expected = targets.enumerated().map { -logs.values[$0 * 7 + Int($1)] }
        let indices = try Tensor(integers: targets, shape: [5])
        try expect(logits.tensor().crossEntropy(targets: indices), equals: Grid([5], expected))
        let differences = try GradientCheck().differences(of: [logits.tensor()]) {
            try $0[0].crossEntropy(targets: indices)
        }
        #expect(differences.isEmpty, "\(differences)")
        #expect(throws: TensorError.self) {
            try logits.tensor().crossEntropy(targets: Tensor(integers: [0, 1, 2, 3, 7], shape: [5]))
        }
        #expect(throws: TensorError.self) { try Tensor.zeros([5]).crossEntropy(targets: indices) }
    }

    @Test func gradientsOfProducts() throws {
        var generator = SeededGenerator(seed: 10)
        let x = try Grid([2, 3, 4], using: &generator).tensor(), weight = try Grid([5, 4], using: &generator).tensor()
        let bias = try Grid([5], using: &generator).tensor(), other = try Grid([4, 2], using: &generator).tensor()
        let linear = try GradientCheck().differences(of: [x, weight, bias]) { try $0[0].linear($0[1], $0[2]) }
        #expect(linear.isEmpty, "\(linear)")
        let matmul = try GradientCheck().differences(of: [x, other]) { try $0[0].matmul($0[1]) }
        #expect(matmul.isEmpty, "\(matmul)")
    }
}
