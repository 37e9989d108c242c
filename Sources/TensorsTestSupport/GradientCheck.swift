public import Tensors

/// Compares gradients with what small changes of the inputs do to the result.
public struct GradientCheck {
    /// The change of an input, each way.
    public var step: Float
    /// The difference that passes, relative to 1 plus the size of the gradient.
    public var tolerance: Float
    /// At most this many elements of each input are tried, spread evenly.
    public var elements: Int

    public init(step: Float = 1e-2, tolerance: Float = 2e-2, elements: Int = 24) {
        self.step = step
        self.tolerance = tolerance
        self.elements = elements
    }

    /// One element whose gradient differs from the central difference.
    public struct Difference: CustomStringConvertible {
        public let input: Int
        public let element: Int
        public let gradient: Float
        public let expected: Float

        public var description: String {
            "input \(input), element \(element): gradient \(gradient), central difference \(expected)"
        }
    }

    /// The elements of `inputs` for which the gradient of a weighted sum of what `function` returns is not the central
    /// difference.
    ///
    /// None when all agree. The weights differ, so that errors that cancel in a plain sum show.
    public func differences(
        of inputs: [Tensor], _ function: ([Tensor]) throws -> Tensor
    ) throws -> [Difference] {
        let parameters = try inputs.map { try $0.copy().requiringGradient() }
        let result = try function(parameters)
        let seed = try weights(result.shape)
        try result.backward(seed: seed)
        var found: [Difference] = []
        for (index, parameter) in parameters.enumerated() {
            let gradient = try parameter.gradient()?.floats() ?? [Float](repeating: 0, count: parameter.count)
            let values = try parameter.floats()
            for element in stride(from: 0, to: values.count, by: max(1, values.count / elements)) {
                func result(_ change: Float) throws -> Double {
                    var changed = values
                    changed[element] += change
                    var others = try inputs.map { try $0.detached() }
                    others[index] = try Tensor(changed, shape: parameter.shape)
                    return zip(try function(others).floats(), try seed.floats())
                        .reduce(0) { $0 + Double($1.0) * Double($1.1) }
                }
                let expected = Float((try result(step) - result(-step)) / (2 * Double(step)))
                if abs(gradient[element] - expected) > tolerance * (1 + abs(expected)) || gradient[element].isNaN {
                    found.append(
                        Difference(input: index, element: element, gradient: gradient[element], expected: expected))
                }
            }
        }
        return found
    }

    /// Weights between -1 and 1 that follow no pattern of the shape.
    func weights(_ shape: [Int]) throws -> Tensor {
        let count = shape.reduce(1, *)
        let values = (0..<count).map { Float(($0 * 7919 + 13) % 101) / 50 - 1 }
        return try Tensor(values, shape: shape)
    }
}
