import CTorch

/// Tensors of one value or of random values, float32, on `Engine.device`.
extension Tensor {
    /// A tensor of zeros.
    /// - Throws: `TensorError` when a size is negative or too large.
    public static func zeros(_ shape: [Int]) throws(TensorError) -> Tensor { try full(shape, value: 0) }

    /// A tensor of ones.
    /// - Throws: `TensorError` when a size is negative or too large.
    public static func ones(_ shape: [Int]) throws(TensorError) -> Tensor { try full(shape, value: 1) }

    /// A tensor whose elements are all `value`.
    /// - Throws: `TensorError` when a size is negative or too large.
    public static func full(_ shape: [Int], value: Float) throws(TensorError) -> Tensor {
        try Tensor(ct_full(value, shape.sizes, shape.rank), from: "full")
    }

    /// Normally distributed values from the stream that `Engine.seed` starts.
    public static func normal(
        _ shape: [Int], mean: Float = 0, deviation: Float = 1
    ) throws(TensorError) -> Tensor {
        try Tensor(ct_normal(mean, deviation, shape.sizes, shape.rank), from: "normal")
    }

    /// The same elements in memory of their own, not connected with how they were computed.
    public func copy() throws(TensorError) -> Tensor { try Tensor(ct_copied(handle), from: "copy") }

    /// The elements rounded or widened to another type; the gradient goes through.
    public func converted(to type: ElementType) throws(TensorError) -> Tensor {
        try Tensor(ct_converted(handle, type.code), from: "converted")
    }

    /// Overwrites the elements with those of a tensor of the same shape; not recorded for gradients.
    public func assign(from source: Tensor) throws(TensorError) {
        guard ct_assign(handle, source.handle) else { throw .last(in: "assign") }
    }
}
