public import DurableFiles

/// What is wrong with a line of a file of questions or predictions.
public enum QuestionLineFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line, or the element of a document's list, is not a JSON object; `expected` is an example of one.
    case notAnObject(expected: String)
    /// A field of the object is missing or wrong; the words say how.
    case field(String, String)
    /// A tab-separated line has no tab.
    case withoutTab
    /// The list after the tab cannot be read.
    case list(PythonListProblem)
    /// There is neither an answer nor a gold passage.
    case withoutAnswers
    /// The name was given to another question before, at that line.
    case repeatedName(String, line: Int)
    /// The question stands at that line already.
    case repeatedQuestion(line: Int)
    /// The bytes are not UTF-8.
    case notText
    /// The line has more bytes than any question.
    case tooLong(limit: Int)
    /// The document is not JSON from this line on, where something else was expected.
    case notJSON(expected: String)
    /// The document has no list of questions where its format has one; the words say where.
    case withoutList(String)

    public var description: String {
        switch self {
        case .notAnObject(let expected): "not a JSON object; expected \(expected)"
        case .field(let name, let words): "field \"\(name)\" \(words)"
        case .withoutTab: "no tab; expected the question, a tab and the list of answers"
        case .list(let problem): problem.description
        case .withoutAnswers: "no answers; expected \"answer\" (or \"gold\" or \"pages\") with at least one element"
        case .repeatedName(let name, let line): "id \"\(name)\" stands at line \(line) already; ids must differ"
        case .repeatedQuestion(let line): "the question stands at line \(line) already; expected one prediction each"
        case .notText: "not UTF-8; save the file in that encoding"
        case .tooLong(let limit): "longer than \(limit) bytes; expected one question a line"
        case .notJSON(let expected): "not JSON; expected \(expected)"
        case .withoutList(let place):
            "no list of questions; expected one \(place); name the file's format if it is another"
        }
    }
}

/// A line of a file of questions or predictions that cannot be used.
public struct QuestionProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// The line, counted from 1.
    public let line: Int
    /// The place among the document's questions, counted from 1, for many may stand on one line; nil where each has its own.
    public let record: Int?
    /// What is wrong with it.
    public let fault: QuestionLineFault

    init(path: String, line: Int, record: Int? = nil, fault: QuestionLineFault) {
        self.path = path
        self.line = line
        self.record = record
        self.fault = fault
    }

    public var description: String {
        "\(path):\(line): " + (record.map { "question \($0): " } ?? "") + fault.description
    }
}

/// A question file that cannot be used.
public enum QuestionFileProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be opened or read.
    case unreadable(FileProblem)
    /// A line is wrong, and reading was to be strict.
    case line(QuestionProblem)
    /// No line holds a question; `first` is what is wrong with the first one, nil when there are no lines.
    case noQuestions(path: String, first: QuestionProblem?)

    public var description: String {
        switch self {
        case .unreadable(let problem): problem.description
        case .line(let problem): problem.description
        case .noQuestions(let path, nil): "\(path): holds no questions; expected one a line"
        case .noQuestions(_, let first?):
            "\(first) (and no other \(first.record == nil ? "line holds" : "record is") a question)"
        }
    }
}
