// The records of published question sets, as far as they say what is asked and answered.

/// NQ-open: the two fields that it defines.
struct NaturalQuestionsRecord: QuestionForm {
    let question: Question

    static let example = QuestionRecord.example

    static func expectation(of field: String) -> String { field == "answer" ? "a list of strings" : "a string" }

    private enum Keys: String, CodingKey { case question, answer }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        question = Question(
            try fields.decode(String.self, forKey: .question),
            answers: try fields.decode([String].self, forKey: .answer))
    }
}

/// TriviaQA: the answer's own name and its aliases are right, and what people wrote where they were asked.
struct TriviaQARecord: QuestionForm {
    let question: Question

    static let example = #"{"Question": "…", "Answer": {"Value": "…", "Aliases": ["…"]}}"#

    static func expectation(of field: String) -> String {
        field == "Answer" ? "an object with the text Value and the list Aliases" : "a string"
    }

    private enum Keys: String, CodingKey {
        case text = "Question"
        case id = "QuestionId"
        case answer = "Answer"
    }

    private struct Answer: Decodable {
        let value: String
        let aliases, people: [String]?

        enum CodingKeys: String, CodingKey {
            case value = "Value"
            case aliases = "Aliases"
            case people = "HumanAnswers"
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        // The test sets are published without answers; the fault then says so in words of its own.
        let answer = try fields.decodeIfPresent(Answer.self, forKey: .answer)
        let answers = answer.map { [$0.value] + ($0.aliases ?? []) + ($0.people ?? []) } ?? []
        question = Question(
            try fields.decode(String.self, forKey: .text), answers: answers.distinct, source: "triviaqa",
            id: try fields.decodeIfPresent(String.self, forKey: .id))
    }
}

/// SQuAD: a question with the answers that its annotators marked; the paragraph is left out, for it has to be found.
struct SquadRecord: QuestionForm {
    let question: Question

    static let example = #"{"question": "…", "answers": [{"text": "…"}]}"#

    static func expectation(of field: String) -> String {
        field == "answers" ? "a list of objects with the string text" : "a string"
    }

    private enum Keys: String, CodingKey { case question, answers, id }

    private struct Answer: Decodable { let text: String }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        question = Question(
            try fields.decode(String.self, forKey: .question),
            answers: try fields.decode([Answer].self, forKey: .answers).map(\.text).distinct, source: "squad",
            id: try fields.decodeIfPresent(String.self, forKey: .id))
    }
}

/// DPR: a question with its answers; the titles of its positive passages are the pages that are right.
struct DPRRecord: QuestionForm {
    let question: Question

    static let example = #"{"question": "…", "answers": ["…"], "positive_ctxs": [{"title": "…"}]}"#

    static func expectation(of field: String) -> String {
        switch field {
        case "answers": "a string or a list of strings"
        case "positive_ctxs": "a list of objects with the string title"
        default: "a string"
        }
    }

    private enum Keys: String, CodingKey {
        case question, answers, dataset
        case positives = "positive_ctxs"
    }

    private struct Passage: Decodable { let title: String? }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        let positives = try fields.decodeIfPresent([Passage].self, forKey: .positives) ?? []
        let titles = positives.compactMap(\.title).filter { !$0.isEmpty }.distinct
        question = Question(
            try fields.decode(String.self, forKey: .question),
            answers: try fields.decode(Strings.self, forKey: .answers).strings,
            source: try fields.decodeIfPresent(String.self, forKey: .dataset), pages: titles.isEmpty ? nil : titles)
    }
}
