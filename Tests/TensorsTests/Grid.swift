import Randomness
import Tensors
import Testing

/// Numbers in row-major order with a shape: the plain counterpart of a tensor, on which references compute by loops.
struct Grid {
    var shape: [Int]
    var values: [Float]

    init(_ shape: [Int], _ values: [Float]) {
        self.shape = shape
        self.values = values
    }

    /// Values spread evenly over `range`.
    init(_ shape: [Int], in range: ClosedRange<Float> = -2...2, using generator: inout SeededGenerator) {
        self.shape = shape
        values = (0..<shape.reduce(1, *)).map { _ in Float.random(in: range, using: &generator) }
    }

    func tensor() throws -> Tensor { try Tensor(values, shape: shape) }

    func map(_ function: (Float) -> Float) -> Grid { Grid(shape, values.map(function)) }

    /// What `function` makes of each line of elements along `axis`, put in its place; one element removes the axis.
    func lines(axis: Int, _ function: ([Float]) -> [Float]) -> Grid {
        let size = shape[axis], inner = shape[(axis + 1)...].reduce(1, *), outer = shape[..<axis].reduce(1, *)
        let made = (0..<outer).map { o in
            (0..<inner).map { i in function((0..<size).map { values[(o * size + $0) * inner + i] }) }
        }
        let length = made.first?.first?.count ?? 1
        var result: [Float] = []
        for block in made {
            for k in 0..<length { result += block.map { $0[k] } }
        }
        var resultShape = shape
        resultShape[axis] = length
        if length == 1 { resultShape.remove(at: axis) }
        return Grid(resultShape, result)
    }
}

/// Shapes that kernels treat differently: empty, of one element, odd, longer than a vector register.
let variedShapes = [[0], [1], [7], [3, 0, 2], [1, 1], [5, 3], [2, 3, 5], [4, 67], [2, 1, 33]]

/// Checks shape and elements; `tolerance` is relative to 1 plus the element's size.
func expect(
    _ tensor: Tensor, equals expected: Grid, tolerance: Float = 1e-5, _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(tensor.shape == expected.shape, "\(what)", sourceLocation: sourceLocation)
    let values = try tensor.floats()
    let wrong = zip(values, expected.values).enumerated().first { _, pair in
        !(abs(pair.0 - pair.1) <= tolerance * (1 + abs(pair.1))) && !(pair.0 == pair.1)
    }
    if let (position, pair) = wrong {
        Issue.record("\(what) element \(position) is \(pair.0), not \(pair.1)", sourceLocation: sourceLocation)
    }
}
