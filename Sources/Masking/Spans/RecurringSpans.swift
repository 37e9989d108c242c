/// Rare runs of words that return in another passage of the same document.
///
/// They are what two passages that tell of the same thing share, found without any label (Ram, Shachaf, Levy, Berant and
/// Globerson 2022, "Learning to Retrieve Passages without Supervision").
public struct RecurringSpans: Sendable, Equatable {
    /// Two passages of a document and the run of words that both hold.
    public struct Pair: Sendable, Equatable {
        /// The passages, the earlier one first.
        public let blocks: [Int]
        /// Where the run stands in each, as pieces of the block.
        public let pieces: [Range<Int>]
    }

    /// Which runs are taken.
    public struct Options: Sendable, Equatable {
        /// The most pieces of a run; a longer one is a copy, which teaches nothing.
        public var longest: Int
        /// The most other blocks of the corpus that may hold the run, beside the two passages.
        public var mostOtherBlocks: Int
        /// The most pairs of one document.
        public var mostPairs: Int

        public init(longest: Int = 16, mostOtherBlocks: Int = 50, mostPairs: Int = 16) {
            self.longest = longest
            self.mostOtherBlocks = mostOtherBlocks
            self.mostPairs = mostPairs
        }
    }

    /// The pairs, those of a document together, documents in their order.
    public let pairs: [Pair]
    /// The pairs of each document that has some, as ranges of `pairs`.
    public let documents: [Range<Int>]

    init(pairs: [Pair], documents: [Range<Int>]) {
        self.pairs = pairs
        self.documents = documents
    }

    /// Finds the runs of every document, then counts which other blocks hold them.
    ///
    /// A run begins and ends with whole words, neither of them one that is everywhere in the corpus.
    /// - Parameter isContinuation: whether a piece goes on with the word of the one before it, by id.
    public static func find(
        in store: some TokenisedBlocks, isContinuation: [Bool], options: Options = Options()
    ) -> RecurringSpans {
        let finder = RecurringSpanFinder(store, isContinuation: isContinuation, options: options)
        var occurrences = SpanOccurrences(longest: options.longest)
        var found: [(pair: Pair, number: Int)] = []
        var start = 0
        while start < store.count {
            let document = store.document(of: start)
            var end = start + 1
            while end < store.count, store.document(of: end) == document { end += 1 }
            for pair in finder.pairs(of: start..<end, in: store) {
                let run = store.tokens(of: pair.blocks[0])[pair.pieces[0]]
                if let number = occurrences.enter(run) { found.append((pair, number)) }
            }
            start = end
        }
        for block in 0..<store.count { occurrences.count(block, tokens: store.tokens(of: block)) }
        let rare = found.filter { occurrences.blocks(with: $0.number) <= options.mostOtherBlocks + 2 }.map { $0.pair }
        return RecurringSpans(pairs: rare, documents: grouped(rare) { store.document(of: $0.blocks[0]) })
    }

    private static func grouped(_ pairs: [Pair], _ document: (Pair) -> Int) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var last: Int?
        for (number, pair) in pairs.enumerated() {
            let own = document(pair)
            if own == last, let open = groups.last {
                groups[groups.count - 1] = open.lowerBound..<number + 1
            } else {
                groups.append(number..<number + 1)
            }
            last = own
        }
        return groups
    }
}

/// Finds the runs that passages of one document share.
private struct RecurringSpanFinder {
    private let isContinuation: [Bool]
    private let options: RecurringSpans.Options
    /// Pieces that stand in so many blocks that they say nothing: articles, stops.
    private let isCommon: [Bool]

    /// A piece is common in more than this share of the blocks, and in more than so many.
    private static let commonShare = 0.05
    private static let commonBlocks = 20

    init(_ store: some TokenisedBlocks, isContinuation: [Bool], options: RecurringSpans.Options) {
        self.isContinuation = isContinuation
        self.options = options
        var counts = [Int](repeating: 0, count: Int(UInt16.max) + 1)
        for block in 0..<store.count {
            for piece in Set(store.tokens(of: block)) { counts[Int(piece)] += 1 }
        }
        let limit = max(Self.commonBlocks, Int(Self.commonShare * Double(store.count)))
        isCommon = counts.map { $0 > limit }
    }

    private struct Place: Hashable {
        let block: Int
        let start: Int
    }

    /// The pairs of a document's blocks, in the order of the text.
    func pairs(of blocks: Range<Int>, in store: some TokenisedBlocks) -> [RecurringSpans.Pair] {
        guard blocks.count > 1 else { return [] }
        let tokens = blocks.map { store.tokens(of: $0) }
        /// Where each two pieces stood last, so that a place is compared with one earlier passage, not with all.
        var last: [UInt32: Place] = [:]
        var earlier: [UInt32: Place] = [:]
        var seen: Set<[Int]> = []
        var pairs: [RecurringSpans.Pair] = []
        for block in tokens.indices {
            for start in tokens[block].indices.dropLast() {
                let key = UInt32(tokens[block][start]) << 16 | UInt32(tokens[block][start + 1])
                if let place = last[key], place.block != block { earlier[key] = place }
                last[key] = Place(block: block, start: start)
                guard let other = earlier[key], other.block != block, pairs.count < options.mostPairs,
                    let run = run(tokens[other.block], other.start, tokens[block], start),
                    seen.insert([other.block, run.first.lowerBound, block, run.second.lowerBound]).inserted
                else { continue }
                pairs.append(
                    RecurringSpans.Pair(
                        blocks: [blocks.lowerBound + other.block, blocks.lowerBound + block],
                        pieces: [run.first, run.second]))
            }
        }
        return pairs
    }

    /// The longest run through the two places, cut to whole words that say something; nil when nothing is left, or when it
    /// is so long that the passages are copies.
    private func run(
        _ a: [UInt16], _ i: Int, _ b: [UInt16], _ j: Int
    ) -> (first: Range<Int>, second: Range<Int>)? {
        var before = 0
        while i - before > 0, j - before > 0, a[i - before - 1] == b[j - before - 1] { before += 1 }
        var after = 0
        while i + after < a.count, j + after < b.count, a[i + after] == b[j + after] { after += 1 }
        var (start, end) = (i - before, i + after)
        let shift = j - i
        guard end - start <= options.longest else { return nil }
        // A word that goes on in one of the two passages is not the same word in both.
        while start < end, !isWhole(a, start..<end) || !isWhole(b, start + shift..<end + shift) { end -= 1 }
        while start < end, isContinuation[Int(a[start])] || isCommon[Int(a[start])] { start += 1 }
        while start < end, isCommon[Int(a[end - 1])] || !isWhole(a, start..<end) { end -= 1 }
        return start < end ? (start..<end, start + shift..<end + shift) : nil
    }

    /// Whether no word goes on behind the end.
    private func isWhole(_ tokens: [UInt16], _ range: Range<Int>) -> Bool {
        range.upperBound == tokens.count || !isContinuation[Int(tokens[range.upperBound])]
    }
}
