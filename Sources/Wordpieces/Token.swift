/// One word piece of a text.
public struct Token: Sendable, Equatable {
    /// The row of the vocabulary.
    public let id: Int32
    /// Where it stands, in UTF-8 bytes of the original text: on scalar boundaries, and including the combining marks
    /// that were stripped from its last letter.
    ///
    /// Starts and ends never go back from one token to the next. Two tokens share bytes only where one scalar
    /// was decomposed into letters of two pieces (a Hangul syllable, say), or where marks changed places.
    public let range: Range<Int>

    public init(id: Int32, range: Range<Int>) {
        self.id = id
        self.range = range
    }
}
