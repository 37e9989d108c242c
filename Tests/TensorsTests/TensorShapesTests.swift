import Randomness
import Tensors
import TensorsTestSupport
import Testing

@Suite struct TensorShapesTests {
    let x: Tensor

    init() throws { x = try Tensor((0..<24).map(Float.init), shape: [2, 3, 4]) }

    @Test func reshapingKeepsTheOrder() throws {
        #expect(try x.reshaped([4, -1]).shape == [4, 6])
        #expect(try x.reshaped([4, 6]).floats() == (0..<24).map(Float.init))
        #expect(try x.unsqueezed(axis: 1).shape == [2, 1, 3, 4])
        #expect(try x.unsqueezed(axis: -1).shape == [2, 3, 4, 1])
        let reshaping = #expect(throws: TensorError.self) { try x.reshaped([5, 5]) }
        #expect(reshaping?.description == "reshaped: shape '[5, 5]' is invalid for input of size 24")
    }

    @Test func transposingExchangesTwoAxes() throws {
        var expected: [Float] = []
        for a in 0..<2 {
            for c in 0..<4 {
                for b in 0..<3 { expected.append(Float(a * 12 + b * 4 + c)) }
            }
        }
        try expect(x.transposed(1, 2), equals: Grid([2, 4, 3], expected))
        try expect(x.transposed(-1, 1), equals: Grid([2, 4, 3], expected))
    }

    @Test func narrowingTakesARange() throws {
        try expect(
            x.narrowed(axis: 2, start: 1, length: 2).narrowed(axis: 0, start: 1, length: 1),
            equals: Grid([1, 3, 2], [13, 14, 17, 18, 21, 22]))
        #expect(try x.narrowed(axis: 1, start: 3, length: 0).shape == [2, 0, 4])
        #expect(throws: TensorError.self) { try x.narrowed(axis: 1, start: 2, length: 2) }
        #expect(throws: TensorError.self) { try x.narrowed(axis: 1, start: 0, length: -1) }
    }

    @Test func rowsMayRepeatAndTheirGradientsAddUp() throws {
        let table = try Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2]).requiringGradient()
        let taken = try table.rows(Tensor(integers: [2, 0, 2], shape: [3]))
        try expect(taken, equals: Grid([3, 2], [5, 6, 1, 2, 5, 6]))
        try taken.sum().backward()
        #expect(try table.gradient()?.floats() == [1, 1, 0, 0, 2, 2])
        #expect(throws: TensorError.self) { try table.rows(Tensor(integers: [3], shape: [1])) }
        #expect(throws: TensorError.self) { try table.rows(Tensor(integers: [-1], shape: [1])) }
        #expect(throws: TensorError.self) { try table.rows(Tensor([0], shape: [1])) }
    }

    @Test func concatenatingPutsOneAfterTheOther() throws {
        let a = try Tensor([1, 2], shape: [2, 1]), b = try Tensor([3, 4, 5, 6], shape: [2, 2])
        try expect(Tensor.concatenated([a, b], axis: 1), equals: Grid([2, 3], [1, 3, 4, 2, 5, 6]))
        try expect(Tensor.concatenated([a, a], axis: -2), equals: Grid([4, 1], [1, 2, 1, 2]))
        #expect(throws: TensorError.self) { try Tensor.concatenated([a, b], axis: 0) }
        #expect(throws: TensorError.self) { try Tensor.concatenated([], axis: 0) }
    }

    @Test func gradientsFollowEveryArrangement() throws {
        let arrangements: [([Tensor]) throws -> Tensor] = [
            { try $0[0].reshaped([6, 4]) }, { try $0[0].transposed(0, 2) }, { try $0[0].unsqueezed(axis: 0) },
            { try $0[0].narrowed(axis: 1, start: 1, length: 2) },
            { try Tensor.concatenated([$0[0], $0[0] * 2], axis: 1) },
        ]
        for (index, arrangement) in arrangements.enumerated() {
            let differences = try GradientCheck().differences(of: [x / 10], arrangement)
            #expect(differences.isEmpty, "arrangement \(index): \(differences)")
        }
    }
}
