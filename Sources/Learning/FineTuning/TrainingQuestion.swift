/// A question to learn from, with its answers as word pieces.
public struct TrainingQuestion: Sendable, Equatable {
    public let text: String
    public let tokens: [Int32]
    /// Each answer's word pieces; a question without any teaches nothing.
    public let answers: [[Int32]]
    /// The answers as they are written.
    public let written: [String]
    /// What the question was made from; nil for a person's question.
    public let source: Source?

    /// A sentence of the corpus.
    ///
    /// Its block must not be read for the question, nor one that repeats it.
    public struct Source: Sendable, Equatable {
        public let block: Int
        /// The sentence's word pieces within the block.
        public let sentence: Range<Int>

        public init(block: Int, sentence: Range<Int>) {
            self.block = block
            self.sentence = sentence
        }
    }

    public init(text: String, tokens: [Int32], answers: [[Int32]], written: [String], source: Source? = nil) {
        self.source = source
        self.text = text
        self.tokens = tokens
        self.written = written
        self.answers = answers.filter { !$0.isEmpty }
    }
}
