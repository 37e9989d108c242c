public import Tensors

/// y = W x + b, applied to each row.
public struct Linear: Module {
    /// `[out, in]`, as in PyTorch's checkpoints.
    public let weight: Tensor
    /// `[out]`.
    public let bias: Tensor

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
    public let gain: Tensor
    public let bias: Tensor
    public let epsilon: Float

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
