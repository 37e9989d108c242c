extension ExternalSpans: SpanSource {
    /// The spans tagged under the block's number; those that fit no sentence are left out.
    public func salientSpans(block: Int, text: String, sentences: [Range<Int>]) -> [SalientSpan] {
        SalientSpan.disjoint(spans(of: block, in: text, sentences: sentences))
    }

    /// Where the tagged spans lie in a corpus.
    public struct Fit: Sendable, Equatable, CustomStringConvertible {
        /// Spans inside one sentence of their block.
        public var inside = 0
        /// Those among them that are labelled as numbers, which are never masked.
        public var numbers = 0
        /// Spans inside none: they end in another sentence, begin within a character, or pass the end of the text.
        public var across = 0
        /// Spans of blocks that the corpus does not have.
        public var beyond = 0

        /// What was used, and why the rest was not.
        public var description: String {
            let left = [
                (across, "in none"), (beyond, "of blocks that the corpus does not have"),
            ].filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
            let masked = numbers > 0 ? ", \(numbers) of them numbers, which are not masked" : ""
            return "\(inside) spans lie in a sentence" + masked + left
        }
    }

    /// Counts which spans a corpus has a place for.
    public func fit(in blocks: some TokenisedBlocks) -> Fit {
        var fit = Fit()
        for (block, all) in tagged {
            guard (0..<blocks.count).contains(block) else {
                fit.beyond += all.count
                continue
            }
            let fitting = spans(of: block, in: blocks.text(of: block), sentences: blocks.sentenceBytes(of: block))
            fit.inside += fitting.count
            fit.numbers += fitting.count { $0.kind == .number }
            fit.across += all.count - fitting.count
        }
        return fit
    }

    /// The spans of a block that lie inside one of its sentences, as tagged.
    private func spans(of block: Int, in text: String, sentences: [Range<Int>]) -> [SalientSpan] {
        guard let tagged = tagged[block] else { return [] }
        let places = tagged.contains(where: \.countsCharacters) ? Self.characterPlaces(text) : []
        let bytes = Array(text.utf8)
        return tagged.compactMap { span in
            var (lower, upper) = (span.start, span.end)
            if span.countsCharacters {
                guard upper < places.count else { return nil }
                (lower, upper) = (places[lower], places[upper])
            }
            guard Self.isBoundary(lower, bytes), Self.isBoundary(upper, bytes),
                sentences.contains(where: { $0.lowerBound <= lower && upper <= $0.upperBound })
            else { return nil }
            return SalientSpan(range: lower..<upper, kind: span.kind)
        }
    }

    /// The byte at which each code point begins, and the end.
    private static func characterPlaces(_ text: String) -> [Int] {
        var places = [0]
        for scalar in text.unicodeScalars { places.append(places[places.count - 1] + UTF8.width(scalar)) }
        return places
    }

    private static func isBoundary(_ position: Int, _ bytes: [UInt8]) -> Bool {
        position == bytes.count || (position < bytes.count && bytes[position] & 0xC0 != 0x80)
    }
}
