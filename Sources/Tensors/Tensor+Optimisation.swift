import CTorch

/// What an optimiser does to parameters, in place and not recorded.
extension Tensor {
    /// One step of Adam as BERT's authors coded it, in one pass over memory.
    ///
    ///     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²        θ ← θ − rate (m / (√v + ε) + decay θ)
    ///
    /// Unlike Kingma and Ba 2015 it has no bias correction; unlike AdamW of most libraries ε stands outside the root
    /// of an uncorrected v. All four tensors have the same shape.
    public func adamStep(
        gradient: Tensor, firstMoment: Tensor, secondMoment: Tensor, rate: Float, beta1: Float, beta2: Float,
        epsilon: Float, decay: Float
    ) throws(TensorError) {
        let stepped = ct_adam_step(
            handle, gradient.handle, firstMoment.handle, secondMoment.handle, rate, beta1, beta2, epsilon, decay)
        guard stepped else { throw .last(in: "adamStep") }
    }

    /// The Euclidean norm of all elements of all tensors: √Σ‖t‖².
    public static func norm(of tensors: [Tensor]) throws(TensorError) -> Float {
        let handles = tensors.map { Optional($0.handle) }
        let norm = withExtendedLifetime(tensors) { ct_norm(handles, Int64(handles.count)) }
        if norm < 0 { throw .last(in: "norm") }
        return norm
    }

    /// Multiplies every element by `factor`, in place.
    public func scale(by factor: Float) throws(TensorError) {
        guard ct_scale(handle, factor) else { throw .last(in: "scale") }
    }
}
