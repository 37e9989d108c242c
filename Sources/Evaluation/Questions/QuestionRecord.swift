/// A line of a JSON Lines file, before it is known to be a question.
struct QuestionRecord: QuestionForm {
    var question: Question

    static let example = #"{"question": "…", "answer": ["…"]}"#

    static func expectation(of field: String) -> String {
        switch field {
        case "answer", "answers": "a string or a list of strings"
        case "regex": "true or false"
        case "gold": "a list of document ids, which are whole numbers"
        case "pages": "a list of titles"
        case "tier", "rank": "a whole number"
        case "id": "a string or a whole number"
        default: "a string"
        }
    }

    private enum Keys: String, CodingKey {
        case question, claim, answer, answers, regex, source, id, gold, pages, rank, tier
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        let answers = try fields.decodeIfPresent(Strings.self, forKey: .answer)
        let others = try fields.decodeIfPresent(Strings.self, forKey: .answers)
        question = Question(
            try fields.decodeIfPresent(String.self, forKey: .claim) ?? fields.decode(String.self, forKey: .question),
            answers: answers?.strings ?? others?.strings ?? [],
            isRegularExpression: try fields.decodeIfPresent(Bool.self, forKey: .regex) ?? false,
            source: try fields.decodeIfPresent(String.self, forKey: .source),
            id: try fields.decodeIfPresent(Name.self, forKey: .id)?.text,
            gold: try fields.decodeIfPresent([Int].self, forKey: .gold),
            pages: try fields.decodeIfPresent([String].self, forKey: .pages),
            rank: try fields.decodeIfPresent(Int.self, forKey: .rank),
            tier: try fields.decodeIfPresent(Int.self, forKey: .tier))
        if let wrong = question.gold?.first(where: { $0 < 0 }) {
            throw QuestionLineFault.field("gold", "holds \(wrong); expected document ids from 0")
        }
    }

    /// A string or a number, as files name their questions.
    private struct Name: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            text = try (try? value.decode(Int.self)).map(String.init) ?? value.decode(String.self)
        }
    }
}
