/// A part of a text that needs knowledge of the world to fill in: a name, a date or a number (REALM, section 3.4).
public struct SalientSpan: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable { case name, date, number }

    /// UTF-8 bytes of the text.
    public let range: Range<Int>
    public let kind: Kind

    public init(range: Range<Int>, kind: Kind) {
        self.range = range
        self.kind = kind
    }

    /// Of spans that overlap, the longest; of equals the first, dates before names.
    static func disjoint(_ spans: [SalientSpan]) -> [SalientSpan] {
        let ranked = spans.sorted { first, second in
            if first.range.count != second.range.count { return first.range.count > second.range.count }
            if first.range.lowerBound != second.range.lowerBound {
                return first.range.lowerBound < second.range.lowerBound
            }
            return first.kind == .date && second.kind != .date
        }
        var chosen: [SalientSpan] = []
        for span in ranked where !span.range.isEmpty && !chosen.contains(where: { $0.range.overlaps(span.range) }) {
            chosen.append(span)
        }
        return chosen.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}

/// Whatever can tell the salient spans of a block: rules, or what another program has tagged.
public protocol SpanSource: Sendable {
    /// The spans of a block, in order, without overlap, each inside one sentence.
    /// - Parameter sentences: UTF-8 byte ranges of `text`.
    func salientSpans(block: Int, text: String, sentences: [Range<Int>]) -> [SalientSpan]
}
