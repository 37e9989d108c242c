public import Tensors

/// A learned number added to f(x, ∅), the null document's score, so that it can be found without an embedding's help.
///
/// The paper scores ∅ like any document; `pretrain.nullOffset` turns this on.
public struct NullOffset: Module {
    /// `[1]`; called a bias so that weight decay leaves it alone.
    public let bias: Tensor

    public init(startingAt value: Double) throws(TensorError) {
        bias = try Tensor([Float(value)], shape: [1]).requiringGradient()
    }

    init(bias: Tensor) { self.bias = bias }

    public var parameters: [(name: String, tensor: Tensor)] { [("bias", bias)] }
}
