/// A question with the answers that count as right, as a question file holds it.
public struct Question: Sendable, Equatable, Encodable {
    /// The question as it is written.
    public var text: String
    /// The answers; regular expressions when `isRegularExpression` is set.
    public var answers: [String]
    /// Whether the answers are regular expressions (CuratedTREC).
    public var isRegularExpression: Bool
    /// The data set it comes from.
    public var source: String?
    /// Its name within the file.
    public var id: String?
    /// The ids of the documents that are right, best first; nil when nobody looked.
    public var gold: [Int]?
    /// The titles of the pages that are right, for questions about pages (FEVER); nil when nobody looked.
    public var pages: [String]?
    /// The rank at which a lexical search found the first of them, from 1.
    public var rank: Int?
    /// How well the gold blocks fit: 1 they cover the question, 2 they hold the answer, 3 only other blocks do.
    public var tier: Int?
    /// The part of the data set it belongs to.
    public let split: Split

    public init(
        _ text: String, answers: [String], isRegularExpression: Bool = false, source: String? = nil, id: String? = nil,
        gold: [Int]? = nil, pages: [String]? = nil, rank: Int? = nil, tier: Int? = nil
    ) {
        self.text = text
        self.answers = answers
        self.isRegularExpression = isRegularExpression
        self.source = source
        self.id = id
        self.gold = gold
        self.pages = pages
        self.rank = rank
        self.tier = tier
        split = Split(of: text)
    }

    /// The names of the fields in a JSON Lines file; the split is not written, for the question gives it.
    enum CodingKeys: String, CodingKey {
        case text = "question"
        case answers = "answer"
        case isRegularExpression = "regex"
        case source, id, gold, pages, rank, tier
    }
}

extension AnswerOccurrence {
    /// The answers of the question.
    public init(of question: Question) {
        self.init(of: question.answers, isRegularExpression: question.isRegularExpression)
    }
}
