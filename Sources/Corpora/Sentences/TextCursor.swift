/// A text's scalars, found from both sides of a place in its UTF-8 bytes.
struct TextCursor {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The scalar that begins at byte `index`, and the byte behind it; nil at the end.
    func scalar(at index: Int) -> (scalar: Unicode.Scalar, end: Int)? {
        guard index < bytes.count else { return nil }
        if bytes[index] < 0x80 { return (Unicode.Scalar(bytes[index]), index + 1) }
        var end = index + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        var value = UInt32(bytes[index]) & (0x7F >> UInt32(end - index))
        for byte in bytes[(index + 1)..<end] { value = value << 6 | UInt32(byte & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", end)
    }

    /// The scalar that ends before byte `index`, and the byte where it begins; nil at the start.
    func scalar(before index: Int) -> (scalar: Unicode.Scalar, start: Int)? {
        guard index > 0 else { return nil }
        var start = index - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(at: start).map { ($0.scalar, start) }
    }

    /// The first byte from `index` on whose scalar does not fit, or `limit`.
    func skip(from index: Int, to limit: Int, while fits: (Unicode.Scalar) -> Bool) -> Int {
        var index = index
        while index < limit, let next = scalar(at: index), fits(next.scalar) { index = next.end }
        return min(index, limit)
    }

    /// The range without white space on both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        let start = skip(from: range.lowerBound, to: range.upperBound, while: \.isSpace)
        var end = range.upperBound
        while end > start, let last = scalar(before: end), last.scalar.isSpace { end = last.start }
        return start..<end
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
