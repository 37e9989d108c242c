import CTorch
public import Foundation

/// Tensors as little-endian bytes in row-major order, which is how files keep them.
extension Tensor {
    /// A tensor of `shape` from the bytes of its elements.
    /// - Throws: `TensorError` when the number of bytes is not what the shape needs.
    public convenience init(bytes: Data, as type: ElementType, shape: [Int]) throws(TensorError) {
        guard bytes.count % type.size == 0 else {
            throw TensorError(
                operation: "init", reason: "\(bytes.count) bytes are not whole elements of \(type.size) bytes")
        }
        try Self.check(bytes.count / type.size, fill: shape)
        let sizes = shape.sizes
        let handle = bytes.withUnsafeBytes { ct_from_bytes($0.baseAddress, type.code, sizes, shape.rank) }
        try self.init(handle, from: "init")
    }

    /// The bytes of the elements, in their own element type.
    public func bytes() throws(TensorError) -> Data {
        let readable = try Tensor(ct_readable(handle, ct_element(handle)), from: "bytes")
        return withExtendedLifetime(readable) {
            guard let start = ct_bytes(readable.handle) else { return Data() }
            return Data(bytes: start, count: readable.count * readable.elementType.size)
        }
    }
}
