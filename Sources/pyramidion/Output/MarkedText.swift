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

/// Numbers as people read them.
enum Written {
    /// `0.532`: three decimals.
    static func number(_ value: Double) -> String { fixed(value, decimals: 3) }

    /// `53.2 %`.
    static func percent(_ share: Double) -> String { fixed(100 * share, decimals: 1) + " %" }

    /// A p value: `0.032`, and below what three decimals can tell `below 0.001`.
    static func chance(_ value: Double) -> String { value < 0.001 ? "below 0.001" : number(value) }

    private static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return String(value) }
        let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
        let whole = Int((abs(value) * Double(scale)).rounded())
        let digits = String(whole % scale)
        let padding = String(repeating: "0", count: decimals - digits.count)
        return "\(value < 0 && whole > 0 ? "-" : "")\(whole / scale).\(padding)\(digits)"
    }
}
