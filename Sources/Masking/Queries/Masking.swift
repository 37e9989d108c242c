/// How blanks are chosen: the paper's salient spans, or what it compares them with (REALM, section 3.4 and table 2).
public enum Masking: Sendable, Equatable, Codable {
    /// One salient span of the sentence, drawn uniformly.
    case salientSpan
    /// Single pieces, drawn uniformly until the share of the sentence is masked, as BERT does.
    case randomTokens(share: Double = 0.15)
    /// Runs of pieces of geometric length (mean 3.8, at most 10), until the share is masked, as SpanBERT does.
    case randomSpans(share: Double = 0.15)

    /// Draws one masked query of a sentence; each blank is `[MASK]`, never another or the same piece.
    /// - Parameters:
    ///   - salient: Spans of the block's text; those outside the sentence do not count. Only salient masking reads them.
    ///   - mask: The id of `[MASK]`.
    /// - Returns: Nil when the sentence has no salient span, or when its last blank would be cut off the query.
    public func make(
        _ sentence: MaskableSentence, salient: [SalientSpan], mask: Int32, limits: MaskingLimits = MaskingLimits(),
        using generator: inout some RandomNumberGenerator
    ) -> MaskedQuery? {
        let pieces: [Int]
        switch self {
        case .salientSpan:
            let spans = salient.compactMap { sentence.pieces(inside: $0) }
            pieces = spans.randomElement(using: &generator).map(Array.init) ?? []
        case .randomTokens(let share):
            let count = Self.count(of: share, in: sentence.sentence)
            pieces = sentence.sentence.shuffled(using: &generator).prefix(count).sorted()
        case .randomSpans(let share):
            pieces = Self.runs(in: sentence.sentence, share: share, using: &generator)
        }
        return sentence.query(masking: pieces, mask: mask, limits: limits)
    }

    /// Draws one masked query from the parts of a block, as `make(_:salient:mask:limits:using:)`.
    public func make(
        block: Int, text: String, tokens: [Int32], tokenRanges: [Range<Int>], sentence: Range<Int>,
        salient: [SalientSpan], mask: Int32, limits: MaskingLimits = MaskingLimits(),
        using generator: inout some RandomNumberGenerator
    ) -> MaskedQuery? {
        let sentence = MaskableSentence(
            block: block, text: text, tokens: tokens, tokenRanges: tokenRanges, sentence: sentence)
        return sentence.flatMap { make($0, salient: salient, mask: mask, limits: limits, using: &generator) }
    }

    /// At least one, however short the sentence; at most all, whatever the share.
    private static func count(of share: Double, in sentence: Range<Int>) -> Int {
        guard share.isFinite else { return 1 }
        return max(1, Int((min(max(share, 0), 1) * Double(sentence.count)).rounded()))
    }

    private static func runs(
        in sentence: Range<Int>, share: Double, using generator: inout some RandomNumberGenerator
    ) -> [Int] {
        let count = count(of: share, in: sentence)
        var chosen: Set<Int> = []
        while chosen.count < count {
            var length = 1
            while length < 10, Double.random(in: 0..<1, using: &generator) >= 0.2 { length += 1 }
            length = min(length, count - chosen.count)
            let start = Int.random(in: sentence.lowerBound...sentence.upperBound - length, using: &generator)
            chosen.formUnion(start..<start + length)
        }
        return chosen.sorted()
    }
}
