import Foundation
import Tensors

/// How the elements of a tensor lie in a file, where they can be read.
enum StoredElement: Equatable {
    case float32, float16, bfloat16, float64, int64

    /// The bytes of one element.
    var size: Int {
        switch self {
        case .float16, .bfloat16: 2
        case .float32: 4
        case .float64, .int64: 8
        }
    }

    /// The tensor of little-endian bytes: int64 as it is, all else as float32.
    func tensor(_ bytes: Data, shape: [Int]) throws(TensorError) -> Tensor {
        switch self {
        case .float32: try Tensor(bytes: bytes, as: .float32, shape: shape)
        case .int64: try Tensor(bytes: bytes, as: .int64, shape: shape)
        case .float16: try Tensor(bytes: bytes, as: .float16, shape: shape).converted(to: .float32)
        case .bfloat16: try Tensor(bytes: bytes, as: .bfloat16, shape: shape).converted(to: .float32)
        case .float64: try Tensor(Self.narrowed(bytes), shape: shape)
        }
    }

    private static func narrowed(_ bytes: Data) -> [Float] {
        // Unsafe only to see the bytes as the numbers that they are; they are copied out.
        bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { place in
                let bits = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self))
                return Float(Double(bitPattern: bits))
            }
        }
    }
}
