import CTorch

/// Gradients by reverse-mode differentiation.
extension Tensor {
    /// Whether operations on this tensor are recorded.
    public var requiresGradient: Bool { ct_requires_gradient(handle) }

    /// Marks this tensor as a parameter: gradients are gathered for it from now on.
    ///
    /// Returns the same tensor.
    /// - Throws: `TensorError` when it holds integers.
    @discardableResult
    public func requiringGradient() throws(TensorError) -> Tensor {
        guard ct_require_gradient(handle) else { throw .last(in: "requiringGradient") }
        return self
    }

    /// The same elements, in the same memory, as a constant.
    public func detached() throws(TensorError) -> Tensor { try Tensor(ct_detached(handle), from: "detached") }

    /// Adds the gradient of this scalar to that of each parameter that it depends on.
    public func backward() throws(TensorError) {
        guard ct_backward(handle, nil) else { throw .last(in: "backward") }
    }

    /// The same for a tensor of any shape, given the gradient of the loss with respect to it.
    public func backward(seed: Tensor) throws(TensorError) {
        guard ct_backward(handle, seed.handle) else { throw .last(in: "backward") }
    }

    /// The gradient gathered for this parameter, or nil when it took no part in a loss since the last clearing.
    public func gradient() throws(TensorError) -> Tensor? {
        guard ct_has_gradient(handle) else { return nil }
        return try Tensor(ct_gradient(handle), from: "gradient")
    }

    /// Forgets the gradient gathered so far.
    public func clearGradient() { ct_clear_gradient(handle) }
}
