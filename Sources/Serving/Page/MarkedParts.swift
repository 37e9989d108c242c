import Foundation

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

/// Numbers as the page writes them.
enum PageNumber {
    /// `53.2 %`.
    static func percent(_ share: Double) -> String { fixed(100 * share, decimals: 1) + " %" }

    /// `0.532`.
    static func probability(_ value: Double) -> String { fixed(value, decimals: 3) }

    static func fixed(_ value: Double, decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

    /// A share for a bar, between 0 and 1.
    static func share(_ value: Double) -> Double {
        guard value.isFinite else { return 0 }
        return (min(1, max(0, value)) * 1_000).rounded() / 1_000
    }
}
