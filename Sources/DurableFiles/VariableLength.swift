/// Natural numbers in as many bytes as they need: seven bits a byte, the lowest first, the eighth set until the last.
package enum VariableLength {
    package static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Takes the number that the next bytes make; nil where they end within it, or go on for more than 64 bits.
    ///
    /// Inlinable, for it is called with the bytes of every posting and token, and costs less than a call of `next`.
    @inlinable
    package static func take<Failure: Error>(_ next: () throws(Failure) -> UInt8?) throws(Failure) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = try next() else { return nil }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }
}
