/// How a question file is written: one question a line in each.
public enum QuestionFormat: String, CaseIterable, Sendable {
    /// A JSON object with `question` (or `claim`), `answer` or `answers`, and the other fields of `Question`.
    case jsonl
    /// A JSON object of which only `question` and the list `answer` count, as Natural Questions' open form has it.
    case nqOpen
    /// The question, a tab, and the answers as a Python list; the list may be quoted as CSV does, as in TriviaQA.
    case tsv

    /// The format of a file whose first line with content is `line`.
    init(sniffing line: some StringProtocol) {
        self = line.unicodeScalars.first { !$0.isBlank } == "{" ? .jsonl : .tsv
    }

    /// Reads a line.
    func question(_ line: String) throws(QuestionLineFault) -> Question {
        let question =
            switch self {
            case .jsonl: try QuestionRecord.decode(QuestionRecord.self, line).question
            case .nqOpen: try Self.open(line)
            case .tsv: try Self.tabSeparated(line)
            }
        guard question.text.unicodeScalars.contains(where: { !$0.isBlank }) else {
            throw .field("question", "is empty")
        }
        guard !question.answers.isEmpty || question.gold?.isEmpty == false || question.pages?.isEmpty == false else {
            throw .withoutAnswers
        }
        return question
    }

    private static func open(_ line: String) throws(QuestionLineFault) -> Question {
        let record = try QuestionRecord.decode(QuestionRecord.Open.self, line)
        return Question(record.question, answers: record.answer)
    }

    private static func tabSeparated(_ line: String) throws(QuestionLineFault) -> Question {
        guard let tab = line.firstIndex(of: "\t") else { throw .withoutTab }
        var list = line[line.index(after: tab)...].drop { $0.isWhitespace }
        while list.last?.isWhitespace == true { list.removeLast() }
        var literal = String(list)
        if list.count >= 2, list.hasPrefix("\""), list.hasSuffix("\"") {
            literal = String(list.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        }
        do {
            return Question(line[..<tab].trimmingBlanks, answers: try PythonListLiteral(literal).strings)
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
