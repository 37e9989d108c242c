public import Tensors

/// Where the first values of a model's parameters come from: drawn anew, or read from a file.
public enum Initialization {
    /// Normal values of the given standard deviation for matrices, 0 for biases, 1 for the gains of layer norms.
    case random(deviation: Float = 0.02)
    /// The tensors of a checkpoint.
    case weights(Weights)

    /// A matrix or table that gathers gradients.
    public func matrix(_ name: String, _ shape: [Int]) throws -> Tensor {
        switch self {
        case .random(let deviation):
            return try Tensor.normal(shape, mean: 0, deviation: deviation).requiringGradient()
        case .weights(let weights):
            return try weights.parameter(name, shape)
        }
    }

    /// A bias or gain that gathers gradients.
    public func vector(_ name: String, _ width: Int, filledWith value: Float) throws -> Tensor {
        switch self {
        case .random:
            return try Tensor.full([width], value: value).requiringGradient()
        case .weights(let weights):
            return try weights.parameter(name, [width])
        }
    }

    /// The part whose names start with `prefix`.
    public func under(_ prefix: String) -> Initialization {
        switch self {
        case .random: return self
        case .weights(let weights): return .weights(weights.under(prefix))
        }
    }
}
