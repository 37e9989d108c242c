/// A text with one part of it marked: bold on a terminal, in double brackets elsewhere.
struct MarkedText {
    let text: String

    /// - Parameter range: the part, in the UTF-8 bytes of `text`; what lies outside the text is cut off.
    init(_ text: String, marking range: Range<Int>, onTerminal: Bool) {
        let bytes = Array(text.utf8)
        let range = range.clamped(to: bytes.indices)
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let (open, close) = onTerminal ? ("\u{1B}[1m", "\u{1B}[0m") : ("[[", "]]")
        let marked = part(0..<range.lowerBound) + open + part(range) + close + part(range.upperBound..<bytes.count)
        self.text = marked.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
