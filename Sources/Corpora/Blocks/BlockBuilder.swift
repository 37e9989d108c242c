public import Wordpieces

/// Packs the sentences of a document greedily into blocks (REALM, section 4.3: chunks of up to 288 word pieces).
///
/// A sentence joins the current block as long as `3 + |T(title)| + |T(current)| + |T(sentence)|` stays in the limit,
/// where 3 stands for `[CLS]` and two `[SEP]`. A sentence that alone is longer becomes a block of its own; the paper's
/// code cuts off what does not fit, while here the rest goes on in further blocks, cut between words, so that no text
/// is out of reach. Titles longer than a quarter of the limit are cut for the encoder only.
public struct BlockBuilder: Sendable {
    public let blockTokens: Int
    private let tokenizer: WordpieceTokenizer
    private let splitter: SentenceSplitter
    /// For each piece of the vocabulary, whether it goes on a word.
    private let continuesWord: [Bool]

    /// - Parameter blockTokens: within `BlockOptions.allowedBlockTokens`.
    public init(tokenizer: WordpieceTokenizer, blockTokens: Int = 288) {
        precondition(BlockOptions.allowedBlockTokens.contains(blockTokens), "blocks of \(blockTokens) tokens")
        self.blockTokens = blockTokens
        self.tokenizer = tokenizer
        splitter = SentenceSplitter()
        continuesWord = (0..<Int32(tokenizer.vocabulary.count)).map(tokenizer.vocabulary.continuesWord)
    }

    /// The blocks of the document in the order of its text; none when the text has no tokens.
    public func blocks(of document: Document) -> [Block] {
        let bytes = Array(document.text.utf8)
        let title = titleTokens(of: document.title)
        let capacity = blockTokens - 3 - title.count
        var blocks: [Block] = []
        var packed = Packed()
        func close() {
            guard !packed.tokens.isEmpty else { return }
            blocks.append(packed.block(of: bytes, title: document.title, titleTokens: title))
            packed = Packed()
        }
        for sentence in splitter.sentences(in: document.text) {
            var rest = tokens(of: bytes, in: sentence)[...]
            if rest.isEmpty { continue }
            if packed.tokens.count + rest.count > capacity { close() }
            let isTooLong = rest.count > capacity
            var start = sentence.lowerBound
            while !rest.isEmpty {
                let end = cut(rest, after: capacity)
                let isLast = end == rest.endIndex
                packed.add(rest[..<end], bytes: start..<(isLast ? sentence.upperBound : rest[end - 1].range.upperBound))
                if isTooLong { close() }
                rest = rest[end...]
                start = rest.first?.range.lowerBound ?? start
            }
        }
        close()
        return blocks
    }

    /// The word pieces of a title as all blocks of its document have them: at most a quarter of the limit.
    public func titleTokens(of title: String) -> [UInt16] {
        let tokens = tokenizer.tokens(of: title)
        let end = cut(tokens[...], after: blockTokens / 4)
        return tokens[..<end].map { UInt16(truncatingIfNeeded: $0.id) }
    }

    /// The tokens of a sentence, with ranges in the document.
    private func tokens(of bytes: [UInt8], in sentence: Range<Int>) -> [Token] {
        tokenizer.tokens(of: String(decoding: bytes[sentence], as: UTF8.self)).map { token in
            let start = sentence.lowerBound + token.range.lowerBound
            return Token(id: token.id, range: start..<(start + token.range.count))
        }
    }

    /// Where to end the first part of `tokens`, of at most `most`: at a space if there is one in its second half, else
    /// between words, else where it is full.
    private func cut(_ tokens: ArraySlice<Token>, after most: Int) -> Int {
        guard tokens.count > most else { return tokens.endIndex }
        let full = tokens.startIndex + most
        let candidates = (tokens.startIndex + most / 2 + 1)...full
        return candidates.last { tokens[$0 - 1].range.upperBound < tokens[$0].range.lowerBound }
            ?? candidates.last { !continuesWord[Int(tokens[$0].id)] } ?? full
    }
}

/// The sentences that were put into a block so far.
private struct Packed {
    private(set) var tokens: [Token] = []
    private var sentences: [Range<Int>] = []
    private var bytes = 0..<0

    mutating func add(_ sentence: ArraySlice<Token>, bytes range: Range<Int>) {
        bytes = (tokens.isEmpty ? range.lowerBound : bytes.lowerBound)..<range.upperBound
        sentences.append(tokens.count..<(tokens.count + sentence.count))
        tokens += sentence
    }

    func block(of document: [UInt8], title: String, titleTokens: [UInt16]) -> Block {
        Block(
            title: title, titleTokens: titleTokens, text: String(decoding: document[bytes], as: UTF8.self),
            tokens: tokens.map { UInt16(truncatingIfNeeded: $0.id) },
            tokenRanges: tokens.map {
                ($0.range.lowerBound - bytes.lowerBound)..<($0.range.upperBound - bytes.lowerBound)
            },
            sentences: sentences)
    }
}
