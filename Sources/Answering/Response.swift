import Corpora
import Learning

/// A passage that was found, with what the retriever thinks of it.
public struct Passage: Sendable, Equatable, Codable {
    public let block: Int
    public let title: String
    public let text: String
    /// The score of the search that found it: an inner product, BM25, or their weighted sum.
    public let score: Double
    /// p(z|x): the softmax of f(x, z) over the passages that were found.
    public let probability: Double
}

/// The answers to one question, and the passages that were read for them.
public struct Response: Sendable, Equatable {
    public let question: String
    /// Most probable first.
    public let answers: [Answer]
    /// Best first.
    public let passages: [Passage]
    public let milliseconds: Double

    /// An answer and where it stands.
    public struct Answer: Sendable, Equatable, Codable {
        public let text: String
        /// Σ over the spans of all read passages that say this.
        public let probability: Double
        public let block: Int
        public let title: String
        /// Where the answer starts in the block's text, in UTF-8 bytes.
        public let start: Int
        /// Where it ends, in UTF-8 bytes.
        public let end: Int
        /// The sentence that the answer stands in.
        public let context: String
        /// Where the answer starts in `context`, in UTF-8 bytes.
        public let startInContext: Int
        /// How much of the probability each passage that was read contributed, in the passages' order.
        public let contributions: [Double]

        init(_ answer: AnswerFinder.Answer, contexts: [PassageContext], store: BlockStore) {
            let bytes = Array(store.text(of: answer.block).utf8)
            let ranges = store.tokenRanges(of: answer.block)
            let sentence = store.sentences(of: answer.block)
                .map { ranges[$0.lowerBound].lowerBound..<ranges[$0.upperBound - 1].upperBound }
                .first { $0.contains(answer.range.lowerBound) }
            let start = min(sentence?.lowerBound ?? 0, answer.range.lowerBound)
            var end = max(sentence?.upperBound ?? bytes.count, answer.range.upperBound)
            // The mark that ends a sentence can stand behind its last word piece.
            while end < bytes.count, end - start < 2_000, !(bytes[end] == 0x20 || bytes[end] == 0x0A) { end += 1 }
            text = answer.text
            probability = answer.probability
            block = answer.block
            title = store.title(of: answer.block)
            self.start = answer.range.lowerBound
            self.end = answer.range.upperBound
            context = String(decoding: bytes[start..<end], as: UTF8.self)
            startInContext = answer.range.lowerBound - start
            contributions = contexts.map { context in
                context.blocks.reduce(0) { $0 + (answer.contributions[$1] ?? 0) }
            }
        }
    }
}

/// A question that cannot be asked.
public enum QuestionProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    case tooLong(tokens: Int, limit: Int)
    case noMask
    case tooManyMasks(Int)

    public var description: String {
        switch self {
        case .empty:
            "the question is empty; write some words"
        case .tooLong(let tokens, let limit):
            "the question has \(tokens) word pieces and the model reads at most \(limit); shorten it"
        case .noMask:
            "the text has no [MASK]; write [MASK] where a word piece is missing"
        case .tooManyMasks(let count):
            "the text has \(count) masks; at most 10 can be filled at once"
        }
    }
}
