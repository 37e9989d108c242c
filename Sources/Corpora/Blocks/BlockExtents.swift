import DurableFiles

/// Where the sentences and tokens of a block are, as the file `ranges` tells it.
struct BlockExtents {
    private(set) var sentences: [Range<Int>] = []
    private(set) var tokens: [Range<Int>] = []

    /// - Parameters:
    ///   - bytes: the block's part of the file; whatever it holds, no range leaves the block, no sentence is empty, and
    ///     tokens neither start nor end before the one before them.
    ///   - count: the tokens of the block.
    ///   - length: the bytes of its text.
    init(_ bytes: [UInt8], tokens count: Int, bytes length: Int) {
        var rest = bytes[...]
        func number(atMost most: Int) -> Int {
            Int(min(VariableLength.take { rest.popFirst() } ?? 0, UInt64(most)))
        }
        // No sentence is empty, so that there are at most as many as tokens.
        let sentenceCount = number(atMost: count)
        var end = 0
        for _ in 0..<sentenceCount {
            let start = end
            end += number(atMost: count - start)
            if end > start { sentences.append(start..<end) }
        }
        var start = 0
        var last = 0
        tokens.reserveCapacity(count)
        for _ in 0..<count {
            start += number(atMost: length - start)
            last = max(last, start + number(atMost: length - start))
            tokens.append(start..<last)
        }
    }

    /// What `init` reads.
    static func encoded(_ block: Block) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: Int) { VariableLength.append(UInt64(number), to: &bytes) }
        append(block.sentences.count)
        for sentence in block.sentences { append(sentence.count) }
        // From start to start, for the pieces of one decomposed character have the same range.
        var start = 0
        for range in block.tokenRanges {
            append(range.lowerBound - start)
            append(range.count)
            start = range.lowerBound
        }
        return bytes
    }
}
