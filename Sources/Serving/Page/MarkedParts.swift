/// A text in three parts, of which the middle one is marked.
package struct MarkedParts: Equatable, Sendable {
    package let before, marked, after: String
    package let hasMark: Bool

    /// - Parameter range: the part, in the UTF-8 bytes of `text`; what lies outside the text is cut off.
    package init(_ text: String, marking range: Range<Int>) {
        let bytes = Array(text.utf8)
        let range = range.clamped(to: bytes.indices)
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        before = part(0..<range.lowerBound)
        marked = part(range)
        after = part(range.upperBound..<bytes.count)
        hasMark = !range.isEmpty
    }
}
