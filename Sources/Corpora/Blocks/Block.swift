/// A passage of a document: the unit that is retrieved and read (the paper's z).
public struct Block: Sendable, Equatable {
    /// The whole title of the document.
    public var title: String
    /// The word pieces of the title, cut to a quarter of a block's limit.
    public var titleTokens: [UInt16]
    /// The document's text from the start of the block's first sentence to the end of its last one, unchanged.
    public var text: String
    /// The word pieces of the text, sentence by sentence.
    public var tokens: [UInt16]
    /// Where each token stands in `text`, in UTF-8 bytes; the pieces of one character all have its range.
    public var tokenRanges: [Range<Int>]
    /// The tokens of each sentence; the ranges follow one another without gaps.
    public var sentences: [Range<Int>]

    public init(
        title: String, titleTokens: [UInt16], text: String, tokens: [UInt16], tokenRanges: [Range<Int>],
        sentences: [Range<Int>]
    ) {
        self.title = title
        self.titleTokens = titleTokens
        self.text = text
        self.tokens = tokens
        self.tokenRanges = tokenRanges
        self.sentences = sentences
    }
}
