/// A question to learn from, with its answers as word pieces.
public struct TrainingQuestion: Sendable, Equatable {
    public let text: String
    public let tokens: [Int32]
    /// Each answer's word pieces; a question without any teaches nothing.
    public let answers: [[Int32]]
    /// The answers as they are written.
    public let written: [String]
    /// The block that the question was made from, which must not be read for it; nil for a person's question.
    public let source: Int?

    public init(text: String, tokens: [Int32], answers: [[Int32]], written: [String], source: Int? = nil) {
        self.source = source
        self.text = text
        self.tokens = tokens
        self.written = written
        self.answers = answers.filter { !$0.isEmpty }
    }
}
