/// The Castagnoli checksum (CRC-32C, RFC 3720), which frames the records of TensorFlow's and TensorBoard's files.
package enum CRC32C {
    /// The checksum of the bytes.
    package static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }

    /// The checksum as records store it: rotated and shifted, so that a checksum of checksums stays meaningful.
    package static func masked(_ bytes: [UInt8]) -> UInt32 {
        let plain = checksum(bytes)
        return (plain >> 15 | plain << 17) &+ 0xA282_EAD8
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }
}
