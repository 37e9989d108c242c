import CTorch

/// What one element of a tensor is.
///
/// Operations compute in float32; indices are int64; the 16-bit types are for storage
/// and for matrix products.
public enum ElementType: Sendable, Equatable {
    case float32, int64, bfloat16, float16

    /// The bytes of one element.
    public var size: Int {
        switch self {
        case .float32: 4
        case .int64: 8
        case .bfloat16, .float16: 2
        }
    }

    var code: CTElement {
        switch self {
        case .float32: .float32
        case .int64: .int64
        case .bfloat16: .bFloat16
        case .float16: .float16
        }
    }

    init(_ code: CTElement) {
        switch code {
        case .int64: self = .int64
        case .bFloat16: self = .bfloat16
        case .float16: self = .float16
        default: self = .float32
        }
    }
}
