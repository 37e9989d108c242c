/// How blanks are chosen: the paper's salient spans, or what it compares them with (REALM, section 3.4 and table 2).
public enum Masking: Sendable, Equatable, Codable {
    /// One salient span of the sentence.
    case salientSpan
    /// Single pieces, drawn uniformly until the share of the sentence is masked, as BERT does.
    case randomTokens(share: Double = 0.15)
    /// Runs of whole words until the share of the sentence is masked, as SpanBERT does.
    ///
    /// A run's length is geometric (p = 0.2) among those of at most ten words, 3.8 on average. The last run ends where
    /// the share is reached.
    case randomSpans(share: Double = 0.15)

    /// Draws the pieces that are masked.
    /// - Parameters:
    ///   - salient: The pieces of a salient span of the sentence.
    ///   - continuesWord: Whether the piece with an id goes on with the word before it.
    /// - Returns: At least one piece of the block, in order, all inside the sentence.
    public func pieces(
        of sentence: MaskableSentence, salient: Range<Int>, continuesWord: (Int32) -> Bool,
        using generator: inout some RandomNumberGenerator
    ) -> [Int] {
        switch self {
        case .salientSpan:
            return Array(salient)
        case .randomTokens(let share):
            let count = Self.count(of: share, in: sentence.sentence)
            return sentence.sentence.shuffled(using: &generator).prefix(count).sorted()
        case .randomSpans(let share):
            let starts = sentence.sentence.filter {
                $0 == sentence.sentence.lowerBound || !continuesWord(sentence.tokens[$0])
            }
            return Self.runs(
                ofWordsAt: starts, before: sentence.sentence.upperBound,
                count: Self.count(of: share, in: sentence.sentence), using: &generator)
        }
    }

    /// At least one, however short the sentence; at most all, whatever the share.
    private static func count(of share: Double, in sentence: Range<Int>) -> Int {
        guard share.isFinite else { return 1 }
        return max(1, Int((min(max(share, 0), 1) * Double(sentence.count)).rounded()))
    }

    private static func runs(
        ofWordsAt starts: [Int], before end: Int, count: Int, using generator: inout some RandomNumberGenerator
    ) -> [Int] {
        var chosen: Set<Int> = []
        while chosen.count < count {
            let first = Int.random(in: starts.indices, using: &generator)
            guard !chosen.contains(starts[first]) else { continue }
            let next = first + words(using: &generator)
            for piece in starts[first]..<(next < starts.count ? starts[next] : end) where chosen.count < count {
                chosen.insert(piece)
            }
        }
        return chosen.sorted()
    }

    /// A run's length in words: longer ones than ten are drawn again.
    private static func words(using generator: inout some RandomNumberGenerator) -> Int {
        while true {
            var length = 1
            while length <= 10, Double.random(in: 0..<1, using: &generator) >= 0.2 { length += 1 }
            if length <= 10 { return length }
        }
    }
}
