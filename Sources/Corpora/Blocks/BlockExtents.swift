/// Where the sentences and tokens of a block are, as the file `ranges` tells it.
struct BlockExtents {
    private(set) var sentences: [Range<Int>] = []
    private(set) var tokens: [Range<Int>] = []

    /// - Parameters:
    ///   - bytes: the block's part of the file; whatever it holds, no range leaves the block, no sentence is empty, and
    ///     tokens neither start nor end before the one before them.
    ///   - count: the tokens of the block.
    ///   - length: the bytes of its text.
    init(_ bytes: UnsafeRawBufferPointer, tokens count: Int, bytes length: Int) {
        var rest = bytes[...]
        // No sentence is empty, so that there are at most as many as tokens.
        let sentenceCount = VariableLength.take(from: &rest, atMost: count)
        var end = 0
        for _ in 0..<sentenceCount {
            let start = end
            end += VariableLength.take(from: &rest, atMost: count - start)
            if end > start { sentences.append(start..<end) }
        }
        var start = 0
        var last = 0
        tokens.reserveCapacity(count)
        for _ in 0..<count {
            start += VariableLength.take(from: &rest, atMost: length - start)
            last = max(last, start + VariableLength.take(from: &rest, atMost: length - start))
            tokens.append(start..<last)
        }
    }

    /// What `init` reads.
    static func encoded(_ block: Block) -> [UInt8] {
        var bytes: [UInt8] = []
        VariableLength.append(block.sentences.count, to: &bytes)
        for sentence in block.sentences { VariableLength.append(sentence.count, to: &bytes) }
        // From start to start, for the pieces of one decomposed character have the same range.
        var start = 0
        for range in block.tokenRanges {
            VariableLength.append(range.lowerBound - start, to: &bytes)
            VariableLength.append(range.count, to: &bytes)
            start = range.lowerBound
        }
        return bytes
    }
}
