import CTorch

/// Other arrangements of the same elements, and selections of them.
extension Tensor {
    /// The elements in row-major order under another shape with as many elements; one size may be -1.
    public func reshaped(_ shape: [Int]) throws(TensorError) -> Tensor {
        try Tensor(ct_reshaped(handle, shape.sizes, shape.rank), from: "reshaped")
    }

    /// The axes `a` and `b` exchanged.
    public func transposed(_ a: Int, _ b: Int) throws(TensorError) -> Tensor {
        try Tensor(ct_transposed(handle, a.axis, b.axis), from: "transposed")
    }

    /// The elements `start..<start + length` along `axis`.
    public func narrowed(axis: Int, start: Int, length: Int) throws(TensorError) -> Tensor {
        try Tensor(ct_narrowed(handle, axis.axis, Int64(start), Int64(length)), from: "narrowed")
    }

    /// A new axis of size 1 before `axis`.
    public func unsqueezed(axis: Int) throws(TensorError) -> Tensor {
        try Tensor(ct_unsqueezed(handle, axis.axis), from: "unsqueezed")
    }

    /// The rows (along the first axis) at `indices`, int64 [n] -> [n, ...]; a row may be taken more than once.
    public func rows(_ indices: Tensor) throws(TensorError) -> Tensor {
        try Tensor(ct_rows(handle, indices.handle), from: "rows")
    }

    /// Tensors one after the other along `axis`; their other sizes are equal.
    public static func concatenated(_ tensors: [Tensor], axis: Int) throws(TensorError) -> Tensor {
        let handles = tensors.map { Optional($0.handle) }
        let joined = withExtendedLifetime(tensors) { ct_concatenated(handles, Int64(handles.count), axis.axis) }
        return try Tensor(joined, from: "concatenated")
    }
}
