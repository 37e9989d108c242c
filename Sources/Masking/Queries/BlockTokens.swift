/// The pieces of a block, asked for the spans they hold.
public struct BlockTokens: Sendable {
    public let tokens: [UInt16]

    public init(_ tokens: [UInt16]) { self.tokens = tokens }

    /// Whether the span stands in the block, piece for piece; an empty span stands nowhere.
    public func holds(_ span: some RandomAccessCollection<UInt16>) -> Bool { count(of: span, upTo: 1) == 1 }

    /// How often the span stands in the block, overlaps included, counted up to a limit.
    func count(of span: some RandomAccessCollection<UInt16>, upTo limit: Int = .max) -> Int {
        guard let first = span.first, span.count <= tokens.count else { return 0 }
        var count = 0
        for start in 0...tokens.count - span.count where tokens[start] == first {
            guard tokens[start..<start + span.count].elementsEqual(span) else { continue }
            count += 1
            if count >= limit { break }
        }
        return count
    }
}
