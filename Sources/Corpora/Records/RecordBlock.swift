import Wordpieces

/// Makes one block of each record, whatever its length, so that blocks are numbered as the rows of an index made elsewhere.
struct RecordBlock: Sendable {
    let tokenizer: WordpieceTokenizer
    private let splitter = SentenceSplitter()

    init(_ tokenizer: WordpieceTokenizer) { self.tokenizer = tokenizer }

    /// The block, without a title; one without tokens where the text has none.
    ///
    /// The text is cut into word pieces as a whole, as the released code does, and its sentences are found beside that.
    func callAsFunction(_ text: String) -> Block {
        let tokens = tokenizer.tokens(of: text)
        var sentences: [Range<Int>] = []
        var start = 0
        for next in splitter.sentences(in: text).dropFirst().map(\.lowerBound) {
            let end = tokens[start...].firstIndex { $0.range.lowerBound >= next } ?? tokens.count
            if end > start { sentences.append(start..<end) }
            start = end
        }
        if start < tokens.count { sentences.append(start..<tokens.count) }
        return Block(
            title: "", titleTokens: [], text: text, tokens: tokens.map { UInt16(truncatingIfNeeded: $0.id) },
            tokenRanges: tokens.map(\.range), sentences: sentences)
    }
}
