/// In how many blocks of a corpus each of some spans stands, counted in one pass over all pieces.
///
/// Spans are told apart by their pieces; a hash finds them, the pieces decide. Memory goes with the number of
/// different spans, not with the corpus.
struct SpanOccurrences {
    private let longest: Int
    /// The pieces of all different spans, one after another.
    private var pieces: [UInt16] = []
    private var starts: [Int] = [0]
    private var blockCounts: [Int32] = []
    private var lastBlock: [Int32] = []
    /// Numbers of spans; -1 where free; at least half are.
    private var slots = [Int32](repeating: -1, count: 1 << 12)
    /// For each first piece, a bit for each length of span that begins with it.
    private var lengths = [UInt64](repeating: 0, count: 1 << 16)

    /// - Parameter longest: The most pieces of a span, at most 64.
    init(longest: Int) { self.longest = min(max(longest, 1), 64) }

    /// The number of a span, which is new or was given before; nil for one that is empty or too long.
    mutating func enter(_ span: ArraySlice<UInt16>) -> Int? {
        guard let first = span.first, span.count <= longest else { return nil }
        var hash = Self.seed
        for piece in span { hash = Self.extended(hash, by: piece) }
        if let known = number(of: span, hash: hash) { return known }
        let number = blockCounts.count
        pieces.append(contentsOf: span)
        starts.append(pieces.count)
        blockCounts.append(0)
        lastBlock.append(-1)
        lengths[Int(first)] |= 1 << UInt64(span.count - 1)
        if 2 * blockCounts.count > slots.count { grow() }
        insert(Int32(number), hash: hash)
        return number
    }

    /// Counts a block for every span that stands in it; blocks come one after another, each once.
    mutating func count(_ block: Int, tokens: [UInt16]) {
        for start in tokens.indices {
            let wanted = lengths[Int(tokens[start])]
            guard wanted != 0 else { continue }
            var hash = Self.seed
            let most = min(64 - wanted.leadingZeroBitCount, tokens.count - start)
            for length in 1...max(most, 1) {
                hash = Self.extended(hash, by: tokens[start + length - 1])
                guard wanted >> UInt64(length - 1) & 1 == 1,
                    let span = number(of: tokens[start..<start + length], hash: hash), lastBlock[span] != Int32(block)
                else { continue }
                lastBlock[span] = Int32(block)
                blockCounts[span] += 1
            }
        }
    }

    /// In how many of the blocks counted so far the span stands.
    func blocks(with span: Int) -> Int { Int(blockCounts[span]) }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    private static func extended(_ hash: UInt64, by piece: UInt16) -> UInt64 {
        let mixed = (hash ^ UInt64(piece)) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 29)
    }

    private func number(of span: ArraySlice<UInt16>, hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            let length = starts[number + 1] - starts[number]
            if length == span.count, pieces[starts[number]..<starts[number + 1]].elementsEqual(span) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func insert(_ number: Int32, hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = number
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: 2 * slots.count)
        for number in 0..<blockCounts.count - 1 {
            var hash = Self.seed
            for piece in pieces[starts[number]..<starts[number + 1]] { hash = Self.extended(hash, by: piece) }
            insert(Int32(number), hash: hash)
        }
    }
}
