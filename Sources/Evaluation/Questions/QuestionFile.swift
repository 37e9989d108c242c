public import Foundation

/// The questions of a file, and what was left out of it.
public struct QuestionFile: Sendable {
    /// The questions, in the order of the file.
    public private(set) var questions: [Question] = []
    /// The first hundred lines that were left out because something is wrong with them.
    public private(set) var problems: [QuestionProblem] = []
    /// How many lines were left out because something is wrong with them.
    public private(set) var problemCount = 0
    /// How many questions were left out because they are held out.
    public private(set) var heldOutDropped = 0

    private var format: QuestionFormat?
    private var lineOfName: [String: Int] = [:]

    private init(format: QuestionFormat?) { self.format = format }

    /// Reads a file question by question; only the questions stay in memory.
    ///
    /// What is wrong is left out, counted and named with its line. Held-out questions are dropped unless they are asked
    /// for, so that nothing in development sees them.
    /// - Parameters:
    ///   - format: nil to tell by how the file begins.
    ///   - strict: stop at the first question that is wrong.
    /// - Throws: `QuestionFileProblem`, also when there is not one question, or when a JSON document is cut off.
    public static func read(
        _ url: URL, format: QuestionFormat? = nil, includesHeldOut: Bool = false, strict: Bool = false
    ) throws(QuestionFileProblem) -> QuestionFile {
        var file = QuestionFile(format: format ?? .ofDocument(url))
        if let format = file.format, let list = format.list {
            var records = try JSONListReader(url, list: list)
            while let record = try records.next() {
                do throws(QuestionLineFault) {
                    try file.add(Self.question(record, format), line: record.line, includesHeldOut)
                } catch {
                    let problem = QuestionProblem(
                        path: url.path, line: record.line, record: record.number, fault: error)
                    try file.leaveOut(problem, strict: strict)
                }
            }
            guard records.reachedList else {
                throw .line(QuestionProblem(path: url.path, line: 1, fault: .withoutList(format.listPlace)))
            }
        } else {
            var lines = try RecordLines(url)
            while try lines.advance() {
                do throws(QuestionLineFault) {
                    guard let question = try file.question(lines.text) else { continue }
                    try file.add(question, line: lines.number, includesHeldOut)
                } catch {
                    let problem = QuestionProblem(path: url.path, line: lines.number, fault: error)
                    try file.leaveOut(problem, strict: strict)
                }
            }
        }
        guard !file.questions.isEmpty || file.heldOutDropped > 0 else {
            throw .noQuestions(path: url.path, first: file.problems.first)
        }
        return file
    }

    private static func question(
        _ record: JSONListScanner.Element, _ format: QuestionFormat
    ) throws(QuestionLineFault) -> Question {
        guard let bytes = record.bytes else { throw .tooLong(limit: JSONListReader.longest) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notText }
        return try format.question(ofElement: Data(bytes))
    }

    /// The question of a line; nil when it is blank.
    private mutating func question(_ text: String?) throws(QuestionLineFault) -> Question? {
        guard let text else { return nil }
        let format = self.format ?? QuestionFormat(sniffing: text)
        self.format = format
        return try format.question(text)
    }

    private mutating func add(
        _ question: Question, line: Int, _ includesHeldOut: Bool
    ) throws(QuestionLineFault) {
        if let name = question.id {
            if let earlier = lineOfName[name] { throw .repeatedName(name, line: earlier) }
            lineOfName[name] = line
        }
        if question.split == .heldout && !includesHeldOut {
            heldOutDropped += 1
        } else {
            questions.append(question)
        }
    }

    private mutating func leaveOut(_ problem: QuestionProblem, strict: Bool) throws(QuestionFileProblem) {
        guard !strict else { throw .line(problem) }
        problemCount += 1
        if problems.count < 100 { problems.append(problem) }
    }
}
