/// Whether a retrieved block gives the answer away by being a copy of where the query came from.
///
/// REALM excludes the source block itself (section 3.4, "prohibiting trivial retrievals"); a corpus with near-duplicates
/// needs more: a block is trivial too when it shares a run of 12 pieces with the source, or holds the query sentence.
/// Built once for a query, asked for each candidate.
public struct TrivialMatch: Sendable {
    private let source: [UInt16]
    private let sentence: [UInt16]
    private let run: Int
    /// For the hash of each run of the source, its first position; `next` links further ones with the same hash.
    private var firstPosition: [UInt64: Int] = [:]
    private var next: [Int] = []

    /// - Parameters:
    ///   - source: The pieces of the block the query is from.
    ///   - sentence: The query's pieces within it.
    ///   - run: How many shared pieces in a row make a copy; at least 1.
    public init(source: [UInt16], sentence: Range<Int>, run: Int = 12) {
        self.source = source
        self.sentence = Array(source[sentence.clamped(to: source.indices)])
        self.run = max(1, run)
        var hash = RunHash(length: self.run)
        next = [Int](repeating: -1, count: source.count)
        for (position, token) in source.enumerated() {
            let oldest = position >= self.run ? source[position - self.run] : nil
            guard let value = hash.roll(in: token, out: oldest) else { continue }
            let start = position - self.run + 1
            next[start] = firstPosition.updateValue(start, forKey: value) ?? -1
        }
    }

    /// Whether a block with these pieces is a trivial match.
    public func isTrivial(tokens: [UInt16]) -> Bool {
        // A sentence as long as the run is found with the runs.
        if sentence.count < run, BlockTokens(tokens).holds(sentence) { return true }
        var hash = RunHash(length: run)
        for (position, token) in tokens.enumerated() {
            let oldest = position >= run ? tokens[position - run] : nil
            guard let value = hash.roll(in: token, out: oldest), var start = firstPosition[value] else { continue }
            let candidate = tokens[position - run + 1...position]
            while start >= 0 {
                if source[start..<start + run].elementsEqual(candidate) { return true }
                start = next[start]
            }
        }
        return false
    }
}

/// A hash of the last n pieces that moves on by one piece in constant time: a polynomial modulo 2⁶⁴.
private struct RunHash {
    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15
    private let length: Int
    private let leaving: UInt64
    private var value: UInt64 = 0
    private var count = 0

    init(length: Int) {
        self.length = length
        leaving = (0..<length).reduce(1) { power, _ in power &* Self.base }
    }

    /// Takes a piece in, and out the one that stood `length` before it; nil until the first run is full.
    mutating func roll(in token: UInt16, out oldest: UInt16?) -> UInt64? {
        value = value &* Self.base &+ UInt64(token) &+ 1
        if let oldest { value &-= (UInt64(oldest) + 1) &* leaving }
        count += 1
        return count >= length ? value : nil
    }
}
