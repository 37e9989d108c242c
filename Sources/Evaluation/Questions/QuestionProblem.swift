public import DurableFiles

/// What is wrong with a line of a question file.
public enum QuestionLineFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line is not a JSON object.
    case notAnObject
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
    /// The bytes are not UTF-8.
    case notText
    /// The line has more bytes than any question.
    case tooLong(limit: Int)

    public var description: String {
        switch self {
        case .notAnObject: "not a JSON object; expected {\"question\": \"…\", \"answer\": [\"…\"]}"
        case .field(let name, let words): "field \"\(name)\" \(words)"
        case .withoutTab: "no tab; expected the question, a tab and the list of answers"
        case .list(let problem): problem.description
        case .withoutAnswers: "no answers; expected \"answer\" (or \"gold\" or \"pages\") with at least one element"
        case .repeatedName(let name, let line): "id \"\(name)\" stands at line \(line) already; ids must differ"
        case .notText: "not UTF-8; save the file in that encoding"
        case .tooLong(let limit): "longer than \(limit) bytes; expected one question a line"
        }
    }
}

/// A line of a question file that was left out.
public struct QuestionProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// The line, counted from 1.
    public let line: Int
    /// What is wrong with it.
    public let fault: QuestionLineFault

    public var description: String { "\(path):\(line): \(fault)" }
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
        case .noQuestions(_, let first?): "\(first) (and no other line holds a question)"
        }
    }
}
