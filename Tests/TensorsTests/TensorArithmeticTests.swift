import Foundation
import Randomness
import Tensors
import TensorsTestSupport
import Testing

@Suite struct TensorArithmeticTests {
    typealias Binary = (name: String, tensors: (Tensor, Tensor) throws -> Tensor, numbers: (Float, Float) -> Float)
    typealias Unary = (
        name: String, range: ClosedRange<Float>, tensor: (Tensor) throws -> Tensor, number: (Float) -> Float
    )

    /// x Φ(x).
    static func gelu(_ x: Float) -> Float {
        let root: Float = Float(2).squareRoot()
        return x * 0.5 * (1 + erf(x / root))
    }

    /// The formula of Google's BERT code.
    static func geluByTanh(_ x: Float) -> Float {
        let root: Float = (2 / Float.pi).squareRoot()
        let cubed: Float = x * x * x
        return 0.5 * x * (1 + Foundation.tanh(root * (x + 0.044715 * cubed)))
    }

    let binary: [Binary] = [
        ("+", { try $0 + $1 }, { $0 + $1 }), ("-", { try $0 - $1 }, { $0 - $1 }),
        ("*", { try $0 * $1 }, { $0 * $1 }), ("/", { try $0 / $1 }, { $0 / $1 }),
    ]

    let unary: [Unary] = [
        ("tanh", -2...2, { try $0.tanh() }, { Foundation.tanh($0) }),
        ("relu", 0.1...2, { try $0.relu() }, { max($0, 0) }),
        ("relu", -2 ... -0.1, { try $0.relu() }, { max($0, 0) }),
        ("sqrt", 0.2...3, { try $0.sqrt() }, { $0.squareRoot() }),
        ("gelu", -3...3, { try $0.gelu() }, Self.gelu),
        (
            "gelu by tanh", -3...3, { try $0.gelu(tanhApproximation: true) },
            Self.geluByTanh
        ),
        ("-x", -2...2, { try -$0 }, { -$0 }),
        ("x + 2", -2...2, { try $0 + 2 }, { $0 + 2 }), ("2 + x", -2...2, { try 2 + $0 }, { 2 + $0 }),
        ("x - 2", -2...2, { try $0 - 2 }, { $0 - 2 }), ("2 - x", -2...2, { try 2 - $0 }, { 2 - $0 }),
        ("x * 3", -2...2, { try $0 * 3 }, { $0 * 3 }), ("3 * x", -2...2, { try 3 * $0 }, { 3 * $0 }),
        ("x / 4", -2...2, { try $0 / 4 }, { $0 / 4 }), ("4 / x", 0.5...2, { try 4 / $0 }, { 4 / $0 }),
    ]

    @Test func operationsOfTwoTensorsWorkElementByElement() throws {
        var generator = SeededGenerator(seed: 1)
        for (name, tensors, numbers) in binary {
            for shape in variedShapes {
                let a = Grid(shape, using: &generator), b = Grid(shape, in: 0.5...2, using: &generator)
                let expected = Grid(shape, zip(a.values, b.values).map(numbers))
                try expect(tensors(a.tensor(), b.tensor()), equals: expected, "\(name) of \(shape)")
            }
            let inputs = [try Grid([2, 3], using: &generator).tensor(), try Tensor([0.7, 1.2, 1.9], shape: [3])]
            let differences = try GradientCheck().differences(of: inputs) { try tensors($0[0], $0[1]) }
            #expect(differences.isEmpty, "\(name): \(differences)")
        }
    }

    @Test func operationsOfOneTensorWorkElementByElement() throws {
        var generator = SeededGenerator(seed: 2)
        for (name, range, tensor, number) in unary {
            for shape in variedShapes {
                let x = Grid(shape, in: range, using: &generator)
                try expect(tensor(x.tensor()), equals: x.map(number), "\(name) of \(shape)")
            }
            let input = try Grid([5], in: range, using: &generator).tensor()
            let differences = try GradientCheck().differences(of: [input]) { try tensor($0[0]) }
            #expect(differences.isEmpty, "\(name): \(differences)")
        }
    }

    @Test func shapesBroadcastFromTheLastAxis() throws {
        let column = try Tensor([1, 2], shape: [2, 1]), row = try Tensor([10, 20, 30], shape: [3])
        try expect(column + row, equals: Grid([2, 3], [11, 21, 31, 12, 22, 32]))
        let error = #expect(throws: TensorError.self) { try Tensor.zeros([2]) * Tensor.zeros([3]) }
        #expect(error?.operation == "*")
        #expect(error?.reason.contains("size of tensor a (2) must match the size of tensor b (3)") == true)
    }

    @Test func aMaskOfEitherElementTypeReplacesAndBlocksTheGradient() throws {
        let x = try Tensor([1, 2, 3, 4], shape: [2, 2]).requiringGradient()
        let masked = try x.masked(where: Tensor(integers: [0, 1], shape: [2]), with: -9)
        #expect(try masked.floats() == [1, -9, 3, -9])
        try masked.sum().backward()
        #expect(try x.gradient()?.floats() == [1, 0, 1, 0])
        #expect(try x.masked(where: Tensor([0, 0, 1, 0], shape: [2, 2]), with: 0).floats() == [1, 2, 0, 4])
    }
}
