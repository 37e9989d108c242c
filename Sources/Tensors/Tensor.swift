import CTorch

/// An array of numbers of any rank that remembers how it was computed, so that gradients can follow.
///
/// The elements live in libtorch. A tensor belongs to one thread at a time. Operations make new tensors, which may
/// share memory with old ones (views); only `assign`, `scale` and `adamStep` write in place. In what follows an axis may
/// be negative: it then counts from the last.
public final class Tensor {
    let handle: OpaquePointer

    /// Takes ownership of what the C function behind `operation` returned.
    init(_ handle: OpaquePointer?, from operation: String) throws(TensorError) {
        guard let handle else { throw .last(in: operation) }
        self.handle = handle
    }

    deinit { ct_free(handle) }

    /// A float32 tensor of `shape` with `values` in row-major order.
    /// - Throws: `TensorError` when the shape does not have as many elements as there are values.
    public convenience init(_ values: [Float], shape: [Int]) throws(TensorError) {
        try Self.check(values.count, fill: shape)
        try self.init(ct_from_bytes(values, .float32, shape.sizes, shape.rank), from: "init")
    }

    /// An int64 tensor of `shape` with `integers` in row-major order: indices and targets.
    /// - Throws: `TensorError` when the shape does not have as many elements as there are integers.
    public convenience init(integers: [Int64], shape: [Int]) throws(TensorError) {
        try Self.check(integers.count, fill: shape)
        try self.init(ct_from_bytes(integers, .int64, shape.sizes, shape.rank), from: "init")
    }

    /// The size along each axis; empty for a scalar.
    public var shape: [Int] { (0..<ct_rank(handle)).map { Int(ct_size(handle, $0)) } }

    /// The number of axes.
    public var rank: Int { Int(ct_rank(handle)) }

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// What kind of number the elements are.
    public var elementType: ElementType { ElementType(ct_element(handle)) }

    /// The elements in row-major order, copied out; 16-bit floats are widened.
    /// - Throws: `TensorError` when the elements are integers.
    public func floats() throws(TensorError) -> [Float] {
        let readable = try Tensor(ct_readable(handle, .float32), from: "floats")
        return readable.elements(as: Float.self) { Array($0) }
    }

    /// The elements of an int64 tensor in row-major order, copied out.
    /// - Throws: `TensorError` when the elements are floating-point numbers.
    public func integers() throws(TensorError) -> [Int64] {
        let readable = try Tensor(ct_readable(handle, .int64), from: "integers")
        return readable.elements(as: Int64.self) { Array($0) }
    }

    /// The only element.
    /// - Throws: `TensorError` when there are more or fewer, or it is an integer.
    public func scalar() throws(TensorError) -> Float {
        let values = try floats()
        guard values.count == 1 else {
            throw TensorError(operation: "scalar", reason: "shape \(shape) has \(values.count) elements, not one")
        }
        return values[0]
    }

    /// The memory of a tensor from `ct_readable`, which is contiguous and stays as it is while `body` runs.
    func elements<Element, Result>(
        as type: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        try withExtendedLifetime(self) {
            let count = count
            guard count > 0, let bytes = ct_bytes(handle) else {
                return try body(UnsafeBufferPointer(start: nil, count: 0))
            }
            return try body(UnsafeBufferPointer(start: bytes.assumingMemoryBound(to: type), count: count))
        }
    }

    /// Throws unless `shape` has no negative size and exactly `count` elements.
    static func check(_ count: Int, fill shape: [Int]) throws(TensorError) {
        var wanted = 1
        for size in shape {
            let (product, overflow) = wanted.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else {
                throw TensorError(operation: "init", reason: "\(shape) is not a shape: a size is negative or too large")
            }
            wanted = product
        }
        guard wanted == count else {
            throw TensorError(
                operation: "init", reason: "shape \(shape) has \(wanted) elements, but \(count) values were given")
        }
    }
}

extension [Int] {
    /// A shape as the C functions take it, with `rank`.
    var sizes: [Int64] { map(Int64.init) }
    var rank: Int32 { Int32(count) }
}

extension Int {
    /// An axis as the C functions take it; one beyond their range fits no tensor, and no more does what it becomes.
    var axis: Int32 { Int32(clamping: self) }
}
