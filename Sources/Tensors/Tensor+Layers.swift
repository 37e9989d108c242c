import CTorch

/// The operations of a Transformer.
extension Tensor {
    /// The matrix product of [..., n, m] and [..., m, k] -> [..., n, k]; leading axes broadcast.
    public func matmul(_ other: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_matmul(handle, other.handle), from: "matmul")
    }

    /// x Wᵀ + b: `self` [..., in], `weight` [out, in], `bias` [out] -> [..., out], in `Engine.matrixPrecision`.
    public func linear(_ weight: Tensor, _ bias: Tensor? = nil) throws(TensorError) -> Tensor {
        try Tensor(ct_linear(handle, weight.handle, bias?.handle), from: "linear")
    }

    /// Each row, along the last axis, to mean 0 and variance 1, times `gain` [width] plus `bias` [width]
    /// (Ba, Kiros and Hinton 2016); `epsilon` is added to the variance.
    public func layerNorm(gain: Tensor, bias: Tensor, epsilon: Float) throws(TensorError) -> Tensor {
        try Tensor(ct_layer_norm(handle, gain.handle, bias.handle, epsilon), from: "layerNorm")
    }

    /// Zeroes each element with `probability` and divides the others by 1 - `probability`.
    ///
    /// This is the form for training; elsewhere leave it out. The mask comes from the stream that `Engine.seed` starts.
    public func dropout(_ probability: Float) throws(TensorError) -> Tensor {
        try Tensor(ct_dropout(handle, probability), from: "dropout")
    }

    /// Rows of this table [rows, width] at `indices` (int64, any shape) -> [that shape..., width].
    public func embedding(_ indices: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_embedding(handle, indices.handle), from: "embedding")
    }

    /// The negative log-likelihood of `targets` (int64 [rows]) under the softmax of these logits [rows, classes],
    /// one a row -> [rows].
    public func crossEntropy(targets: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_cross_entropy(handle, targets.handle), from: "crossEntropy")
    }
}
