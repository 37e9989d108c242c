/// The types of PyTorch's storages that a state dictionary may have.
enum TorchStorageType: String, CaseIterable {
    case float32 = "torch FloatStorage"
    case float16 = "torch HalfStorage"
    case bfloat16 = "torch BFloat16Storage"
    case float64 = "torch DoubleStorage"
    case int64 = "torch LongStorage"
    case int32 = "torch IntStorage"
    case int16 = "torch ShortStorage"
    case int8 = "torch CharStorage"
    case uint8 = "torch ByteStorage"
    case bool = "torch BoolStorage"

    /// The bytes of one element.
    var size: Int {
        switch self {
        case .int8, .uint8, .bool: 1
        case .float16, .bfloat16, .int16: 2
        case .float32, .int32: 4
        case .float64, .int64: 8
        }
    }

    /// How tensors are made of it; nil for the types of buffers that no model here needs.
    var element: StoredElement? {
        switch self {
        case .float32: .float32
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .float64: .float64
        case .int64: .int64
        case .int32, .int16, .int8, .uint8, .bool: nil
        }
    }
}

/// A run of elements, which several tensors may share.
struct TorchStorage: Equatable {
    /// The name by which the file knows it.
    let key: String
    let type: TorchStorageType
    /// The number of its elements.
    let count: Int
}

/// A tensor as a state dictionary describes it.
struct TorchTensor: Equatable {
    let storage: TorchStorage
    /// The first element's place in the storage.
    let offset: Int
    let shape: [Int]
    /// How many elements lie between neighbours along each axis.
    let strides: [Int]

    /// Whether the elements follow one another in row-major order.
    var isContiguous: Bool {
        var step = 1
        for (size, stride) in zip(shape, strides).reversed() {
            if size != 1, stride != step { return false }
            // Where an axis is empty there are no elements, and any answer will do.
            step &*= size
        }
        return true
    }

    /// The elements of the storage between the first and the last of `rows` (all when nil), the last included.
    func extent(rows: Range<Int>? = nil) -> Range<Int> {
        let first = rows.map { $0.lowerBound * (strides.first ?? 0) } ?? 0
        let sizes = rows.map { [$0.count] + shape.dropFirst() } ?? shape
        guard !sizes.contains(0) else { return offset..<offset }
        let last = zip(sizes, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
        return (offset + first)..<(offset + first + last + 1)
    }

    /// What is impossible about it, or nil when all its elements lie in the storage.
    var problem: String? {
        guard shape.count == strides.count, shape.count <= 8 else {
            return "its shape \(shape) and strides \(strides) do not fit together"
        }
        guard offset >= 0, storage.count >= 0, !shape.contains(where: { $0 < 0 }), !strides.contains(where: { $0 < 0 })
        else { return "its offset \(offset), shape \(shape) or strides \(strides) are negative" }
        let outside =
            "its shape \(shape) and strides \(strides) from \(offset) on leave the storage of \(storage.count) elements"
        guard !shape.contains(0) else { return offset <= storage.count ? nil : outside }
        var last = offset
        var count = 1
        for (size, stride) in zip(shape, strides) {
            let (steps, first) = (size - 1).multipliedReportingOverflow(by: stride)
            let (sum, second) = last.addingReportingOverflow(steps)
            let (product, third) = count.multipliedReportingOverflow(by: size)
            guard !first, !second, !third else { return outside }
            (last, count) = (sum, product)
        }
        guard last < storage.count else { return outside }
        // Else a few stored bytes could ask for any amount of memory.
        guard count <= storage.count else {
            return "its shape \(shape) has more elements than its storage, which holds \(storage.count)"
        }
        return nil
    }
}
