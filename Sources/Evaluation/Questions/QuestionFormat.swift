import Foundation

/// How a question file is written: one question a line, or all in a list of one JSON document.
public enum QuestionFormat: String, CaseIterable, Sendable {
    /// A JSON object a line with `question` (or `claim`), `answer` or `answers`, and the other fields of `Question`.
    case jsonl
    /// A JSON object a line of which only `question` and the list `answer` count, as Natural Questions' open form has it.
    case nqOpen
    /// The question, a tab, and the answers as a Python list; both may be quoted as CSV does, as in TriviaQA.
    case tsv
    /// CuratedTREC: lines as in `jsonl` or `tsv`, whose answers are regular expressions.
    case curatedTREC
    /// WebQuestions as first published: a JSON list of objects with `utterance` and `targetValue`.
    case webQuestions
    /// TriviaQA: a JSON object whose list `Data` has `Question` and `Answer` with `Value` and `Aliases`.
    case triviaQA
    /// SQuAD 1.1: a JSON object; its `data`, their `paragraphs` and their `qas` are lists.
    case squad
    /// DPR's training files: a JSON list of objects with `question`, `answers` and `positive_ctxs`.
    case dpr

    /// Where the questions of a document stand in it; nil for formats of lines.
    var list: [JSONListScanner.Step]? {
        switch self {
        case .jsonl, .nqOpen, .tsv, .curatedTREC: nil
        case .webQuestions, .dpr: [.elements]
        case .triviaQA: [.member("Data"), .elements]
        case .squad: [.member("data"), .elements, .member("paragraphs"), .elements, .member("qas"), .elements]
        }
    }

    /// The list that a document has to have, to end the sentence "expected one …".
    var listPlace: String {
        switch self {
        case .triviaQA: "named Data"
        case .squad: "named qas, of a paragraph of data"
        default: "that is the whole document"
        }
    }

    /// Reads a line.
    func question(_ line: String) throws(QuestionLineFault) -> Question {
        var question =
            switch self {
            case .nqOpen: try NaturalQuestionsRecord.read(Data(line.utf8))
            case .tsv: try Self.tabSeparated(line)
            case .curatedTREC where !Self.isObject(line): try Self.tabSeparated(line)
            default: try QuestionRecord.read(Data(line.utf8))
            }
        if self == .curatedTREC { question.isRegularExpression = true }
        return try Self.checked(question)
    }

    /// Reads an element of a document's list.
    func question(ofElement json: Data) throws(QuestionLineFault) -> Question {
        switch self {
        case .webQuestions: try Self.checked(WebQuestionsRecord.read(json))
        case .triviaQA: try Self.checked(TriviaQARecord.read(json))
        case .squad: try Self.checked(SquadRecord.read(json))
        case .dpr: try Self.checked(DPRRecord.read(json))
        case .jsonl, .nqOpen, .tsv, .curatedTREC: try Self.checked(QuestionRecord.read(json))
        }
    }

    private static func checked(_ question: Question) throws(QuestionLineFault) -> Question {
        guard question.text.unicodeScalars.contains(where: { !$0.isBlank }) else {
            throw .field("question", "is empty")
        }
        guard !question.answers.isEmpty || question.gold?.isEmpty == false || question.pages?.isEmpty == false else {
            throw .withoutAnswers
        }
        return question
    }

    private static func isObject(_ line: String) -> Bool { line.unicodeScalars.first { !$0.isBlank } == "{" }

    private static func tabSeparated(_ line: String) throws(QuestionLineFault) -> Question {
        guard let tab = line.firstIndex(of: "\t") else { throw .withoutTab }
        let question = QuotedCell.unwrapped(line[..<tab].trimmingBlanks)
        let list = QuotedCell.unwrapped(line[line.index(after: tab)...].trimmingBlanks)
        do {
            return Question(question[...].trimmingBlanks, answers: try PythonListLiteral(list).strings)
        } catch {
            throw .list(error)
        }
    }
}

extension Substring {
    /// The text without white space at its ends.
    fileprivate var trimmingBlanks: String {
        guard let start = unicodeScalars.firstIndex(where: { !$0.isBlank }),
            let end = unicodeScalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(unicodeScalars[start...end])
    }
}
