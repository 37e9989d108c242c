/// Natural numbers in as many bytes as they need: seven bits a byte, the lowest first, the eighth set until the last.
enum VariableLength {
    static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Takes the number at the front of `bytes`.
    ///
    /// Bytes that end early or make no number give what there is, clamped to `most`: whoever
    /// reads a damaged file gets wrong numbers, never an invalid place.
    static func take(from bytes: inout Slice<UnsafeRawBufferPointer>, atMost most: Int) -> Int {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = bytes.popFirst() {
            number |= UInt64(byte & 0x7F) << shift
            shift += 7
            if byte & 0x80 == 0 { break }
        }
        return Int(min(number, UInt64(most)))
    }
}
