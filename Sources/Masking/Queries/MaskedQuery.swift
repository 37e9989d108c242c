/// A sentence with blanks, and what belongs there: the x and y of REALM's pre-training (section 3.1).
public struct MaskedQuery: Sendable, Equatable {
    /// The block the sentence is from, which must not be retrieved for it.
    public let block: Int
    /// The sentence's pieces within the block.
    public let sentence: Range<Int>
    /// The sentence's ids with `[MASK]` at each blank; without `[CLS]` and `[SEP]`, which shift positions by one.
    public let tokens: [Int32]
    /// The blanks to be predicted, as positions in `tokens`, in order.
    ///
    /// Blanks beyond the most targets are not among them.
    public let masked: [Int]
    /// The id that belongs at each position of `masked`.
    public let targets: [Int32]
    /// What stands at the blanks in the original text; parts that do not adjoin are parted by a space.
    public let answer: String
    /// The ids by which a block counts as one that helps: it holds them one after another.
    ///
    /// A salient span of the sentence: the masked one, or, where random pieces are masked, one that was drawn beside
    /// them. So queries of every kind of mask know the same blocks as useful.
    public let salientSpan: [Int32]

    /// The pieces of `tokens` that are masked, where they are one run and all of them are to be predicted: a single blank,
    /// as a person would leave it.
    public var blank: Range<Int>? {
        guard let first = masked.first, let last = masked.last, last - first + 1 == masked.count,
            targets == salientSpan
        else { return nil }
        return first..<last + 1
    }

    /// Takes a query whose blanks were chosen already.
    /// - Parameter salientSpan: nil when it is what was masked.
    public init(
        block: Int, sentence: Range<Int>, tokens: [Int32], masked: [Int], targets: [Int32], answer: String,
        salientSpan: [Int32]? = nil
    ) {
        self.block = block
        self.sentence = sentence
        self.tokens = tokens
        self.masked = masked
        self.targets = targets
        self.answer = answer
        self.salientSpan = salientSpan ?? targets
    }
}

/// A sentence that can be masked: pieces of one block, and its text for the answers.
public struct MaskableSentence: Sendable {
    public let block: Int
    /// The block's original text.
    public let text: String
    /// The ids of the whole block.
    public let tokens: [Int32]
    /// For each id its UTF-8 bytes in `text`.
    public let tokenRanges: [Range<Int>]
    /// The sentence's pieces within the block.
    public let sentence: Range<Int>

    /// Nil when the sentence is empty, or when ids, ranges and sentence do not belong together.
    public init?(block: Int, text: String, tokens: [Int32], tokenRanges: [Range<Int>], sentence: Range<Int>) {
        guard tokens.count == tokenRanges.count, !sentence.isEmpty, sentence.lowerBound >= 0,
            sentence.upperBound <= tokens.count
        else { return nil }
        self.block = block
        self.text = text
        self.tokens = tokens
        self.tokenRanges = tokenRanges
        self.sentence = sentence
    }

    /// A sentence of a block store; nil as above.
    public init?(block: Int, sentence: Range<Int>, in blocks: some TokenisedBlocks) {
        guard block >= 0, block < blocks.count else { return nil }
        self.init(
            block: block, text: blocks.text(of: block), tokens: blocks.tokens(of: block).map(Int32.init),
            tokenRanges: blocks.tokenRanges(of: block), sentence: sentence)
    }

    /// The pieces of the sentence that lie wholly inside a span of the text; nil when there are none.
    public func pieces(inside span: SalientSpan) -> Range<Int>? {
        let inside = sentence.filter { piece in
            let range = tokenRanges[piece]
            return range.lowerBound >= span.range.lowerBound && range.upperBound <= span.range.upperBound
        }
        guard let first = inside.first, let last = inside.last else { return nil }
        return first..<last + 1
    }

    /// Puts `[MASK]`, and nothing else, at some pieces of the block.
    /// - Parameters:
    ///   - pieces: In order, inside the sentence.
    ///   - salient: The pieces of the query's salient span, inside the sentence; nil when they are what is masked.
    ///   - mask: The id of `[MASK]`.
    ///   - limits: How long a query and how many targets there may be.
    /// - Returns: Nil when there is nothing to mask or when the last blank would be cut off the query.
    public func query(
        masking pieces: [Int], salient: Range<Int>? = nil, mask: Int32, limits: MaskingLimits = MaskingLimits()
    ) -> MaskedQuery? {
        guard let last = pieces.last, last - sentence.lowerBound < limits.queryTokens else { return nil }
        var masked = Array(tokens[sentence])
        for piece in pieces { masked[piece - sentence.lowerBound] = mask }
        let predicted = pieces.prefix(limits.targets)
        return MaskedQuery(
            block: block, sentence: sentence, tokens: masked, masked: predicted.map { $0 - sentence.lowerBound },
            targets: predicted.map { tokens[$0] }, answer: surface(of: pieces),
            salientSpan: salient.map { Array(tokens[$0]) })
    }

    private func surface(of pieces: [Int]) -> String {
        let bytes = Array(text.utf8)
        var runs: [Range<Int>] = []
        for piece in pieces {
            if let last = runs.last, last.upperBound == piece {
                runs[runs.count - 1] = last.lowerBound..<piece + 1
            } else {
                runs.append(piece..<piece + 1)
            }
        }
        return runs.map { run in
            let start = tokenRanges[run.lowerBound].lowerBound
            let end = tokenRanges[run.upperBound - 1].upperBound
            return start < end && end <= bytes.count ? String(decoding: bytes[start..<end], as: UTF8.self) : ""
        }.joined(separator: " ")
    }
}

/// What REALM's released code limits a masked query to.
public struct MaskingLimits: Sendable, Equatable, Codable {
    /// The most blanks that carry loss; more stay `[MASK]` and carry none.
    public var targets: Int
    /// The most ids of a query without `[CLS]` and `[SEP]`: 96 with them, as released.
    public var queryTokens: Int

    public init(targets: Int = 10, queryTokens: Int = 94) {
        self.targets = targets
        self.queryTokens = queryTokens
    }
}
