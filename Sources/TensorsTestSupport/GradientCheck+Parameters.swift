public import Tensors

extension GradientCheck {
    /// The elements of a model's parameters for which the gradient of a weighted sum of what `function` returns is not
    /// the central difference, in words.
    ///
    /// Parameters are changed in place, and are as before when this returns.
    public func differences(
        of parameters: [(name: String, tensor: Tensor)], _ function: () throws -> Tensor
    ) throws -> [String] {
        for (_, parameter) in parameters { parameter.clearGradient() }
        let result = try function()
        let seed = try weights(result.shape)
        try result.backward(seed: seed)
        let seeds = try seed.floats()
        var found: [String] = []
        for (name, parameter) in parameters {
            let gradient = try parameter.gradient()?.floats() ?? [Float](repeating: 0, count: parameter.count)
            let values = try parameter.floats()
            for element in stride(from: 0, to: values.count, by: max(1, values.count / elements)) {
                func result(_ change: Float) throws -> Double {
                    var changed = values
                    changed[element] += change
                    try parameter.assign(from: Tensor(changed, shape: parameter.shape))
                    let outputs = try Engine.withoutGradient { try function().floats() }
                    return zip(outputs, seeds).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                }
                let expected = Float((try result(step) - result(-step)) / (2 * Double(step)))
                if abs(gradient[element] - expected) > tolerance * (1 + abs(expected)) || gradient[element].isNaN {
                    found.append("\(name)[\(element)]: gradient \(gradient[element]), central difference \(expected)")
                }
            }
            try parameter.assign(from: Tensor(values, shape: parameter.shape))
        }
        return found
    }
}
