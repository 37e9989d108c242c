import Foundation
import Randomness
import Tensors
import TensorsTestSupport
import Testing

@Suite struct TensorReductionsTests {
    typealias Line = (name: String, tensor: (Tensor, Int) throws -> Tensor, numbers: ([Float]) -> [Float])

    static func logSumExp(_ x: [Float]) -> Float {
        let total: Float = x.reduce(0) { $0 + exp($1) }
        return log(total)
    }

    let lines: [Line] = [
        ("softmax", { try $0.softmax(axis: $1) }, { x in x.map { exp($0 - Self.logSumExp(x)) } }),
        ("logSoftmax", { try $0.logSoftmax(axis: $1) }, { x in x.map { $0 - Self.logSumExp(x) } }),
        ("logSumExp", { try $0.logSumExp(axis: $1) }, { [Self.logSumExp($0)] }),
        ("sum", { try $0.sum(axis: $1) }, { [$0.reduce(0, +)] }),
    ]

    @Test(arguments: [[4], [1, 5], [3, 4], [2, 3, 5], [2, 35, 3]])
    func eachLineAlongAnAxisIsReducedByItself(shape: [Int]) throws {
        var generator = SeededGenerator(seed: 3)
        for (name, tensor, numbers) in lines {
            for axis in shape.indices where shape[axis] > 1 {
                let x = Grid(shape, using: &generator)
                let expected = x.lines(axis: axis, numbers)
                try expect(tensor(x.tensor(), axis), equals: expected, "\(name) of \(shape) along \(axis)")
                try expect(tensor(x.tensor(), axis - shape.count), equals: expected, "\(name) along a negative axis")
                let differences = try GradientCheck(step: 2e-3).differences(of: [x.tensor()]) {
                    try tensor($0[0], axis)
                }
                #expect(differences.isEmpty, "\(name) of \(shape) along \(axis): \(differences)")
            }
        }
    }

    /// Wherever it stands, whatever its neighbours are; and large numbers are numbers, though their sum is none.
    @Test(arguments: [1, 2, 7, 31, 64, 1_000, 100_003])
    func oneElementThatIsNoFiniteNumberIsFound(count: Int) throws {
        var generator = SeededGenerator(seed: 6)
        let large = [Float](repeating: .greatestFiniteMagnitude, count: count)
        #expect(try Tensor(large, shape: [count]).isFinite())
        for wrong in [Float.nan, -.nan, .infinity, -.infinity] {
            for place in [0, count / 2, count - 1, Int.random(in: 0..<count, using: &generator)] {
                var values = large.map { _ in Float.random(in: -2...2, using: &generator) }
                #expect(try Tensor(values, shape: [count]).isFinite())
                values[place] = wrong
                let tensor = try Tensor(values, shape: [count])
                #expect(try !tensor.isFinite(), "\(wrong) at \(place) of \(count)")
                #expect(try !tensor.requiringGradient().isFinite())
                for type in [ElementType.float16, .bfloat16] {
                    #expect(try !tensor.converted(to: type).isFinite())
                }
            }
        }
    }

    @Test func integersAndNothingAreFinite() throws {
        #expect(try Tensor(integers: [.max, .min], shape: [2]).isFinite())
        #expect(try Tensor([], shape: [0, 3]).isFinite())
    }

    @Test func sumAndMeanOfAllElements() throws {
        var generator = SeededGenerator(seed: 4)
        for shape in variedShapes {
            let x = Grid(shape, using: &generator)
            let total = x.values.reduce(0, +)
            try expect(x.tensor().sum(), equals: Grid([], [total]))
            guard !x.values.isEmpty else { continue }
            try expect(x.tensor().mean(), equals: Grid([], [total / Float(x.values.count)]))
        }
        let x = try Tensor([1, 2, 3], shape: [3]).requiringGradient()
        try x.mean().backward()
        try expect(#require(try x.gradient()), equals: Grid([3], [1 / 3, 1 / 3, 1 / 3]))
    }

    @Test func aKeptAxisHasSizeOne() throws {
        let x = try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        #expect(try x.sum(axis: 1, keepsAxis: true).shape == [2, 1])
        #expect(try x.sum(axis: -2, keepsAxis: true).shape == [1, 3])
        #expect(try x.logSumExp(axis: 0, keepsAxis: true).shape == [1, 3])
    }

    @Test func largeScoresDoNotOverflow() throws {
        let x = try Tensor([10_000, 9_999], shape: [2])
        #expect(try abs(x.logSumExp(axis: 0).scalar() - 10_000.3133) < 1e-2)
        try expect(x.softmax(axis: 0), equals: Grid([2], [0.7310586, 0.2689414]))
    }

    @Test func thePositionOfTheLargestElementIsFound() throws {
        var generator = SeededGenerator(seed: 5)
        let x = Grid([6, 40], using: &generator)
        let largest = x.lines(axis: 1) { [$0.max() ?? 0] }
        let found = try x.tensor().argMax(axis: 1).integers()
        #expect(found.enumerated().map { x.values[$0 * 40 + Int($1)] } == largest.values)
    }

    @Test func axesThatAreNotThereAreRefused() throws {
        let x = try Tensor.zeros([2, 3])
        for (_, tensor, _) in lines {
            #expect(throws: TensorError.self) { try tensor(x, 2) }
            #expect(throws: TensorError.self) { try tensor(x, -3) }
            #expect(throws: TensorError.self) { try tensor(x, .max) }
        }
        #expect(throws: TensorError.self) { try Tensor.zeros([2, 0]).argMax(axis: 1) }
    }
}
