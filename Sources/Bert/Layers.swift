public import Tensors

/// y = W x + b, applied to each row.
public struct Linear: Module {
    /// `[out, in]`, as in PyTorch's checkpoints.
    public let weight: Tensor
    /// `[out]`.
    public let bias: Tensor

    /// - Parameters:
    ///   - start: where `weight` and `bias` come from.
    ///   - input: the width of the rows that are given.
    ///   - output: the width of the rows that are returned.
    /// - Throws: `WeightsError` when a tensor is missing or has another shape, `TensorError` when one cannot be made.
    public init(_ start: Initialization, from input: Int, to output: Int) throws {
        weight = try start.matrix("weight", [output, input])
        bias = try start.vector("bias", output, filledWith: 0)
    }

    /// `[rows, in]` -> `[rows, out]`.
    public func callAsFunction(_ rows: Tensor) throws(TensorError) -> Tensor { try rows.linear(weight, bias) }

    public var parameters: [(name: String, tensor: Tensor)] { [("weight", weight), ("bias", bias)] }
}

/// Scales each row to mean 0 and variance 1, then by a learned gain and bias.
///
/// Ba, Kiros and Hinton 2016.
public struct LayerNorm: Module {
    /// `[width]`; `weight` in PyTorch's checkpoints.
    public let gain: Tensor
    /// `[width]`.
    public let bias: Tensor
    /// Added to the variance, so that a row of equal elements can be divided by its root.
    public let epsilon: Float

    /// - Parameters:
    ///   - start: where `weight` and `bias` come from.
    ///   - width: the width of the rows.
    ///   - epsilon: what is added to the variance.
    /// - Throws: `WeightsError` when a tensor is missing or has another shape, `TensorError` when one cannot be made.
    public init(_ start: Initialization, width: Int, epsilon: Float) throws {
        gain = try start.vector("weight", width, filledWith: 1)
        bias = try start.vector("bias", width, filledWith: 0)
        self.epsilon = epsilon
    }

    /// `[rows, width]` -> `[rows, width]`.
    public func callAsFunction(_ rows: Tensor) throws(TensorError) -> Tensor {
        try rows.layerNorm(gain: gain, bias: bias, epsilon: epsilon)
    }

    public var parameters: [(name: String, tensor: Tensor)] { [("weight", gain), ("bias", bias)] }
}

/// The parameters of the parts of a model, each under the part's name.
public func gathered(_ parts: [(prefix: String, module: any Module)]) -> [(name: String, tensor: Tensor)] {
    parts.flatMap { part in part.module.parameters.map { ("\(part.prefix).\($0.name)", $0.tensor) } }
}
