import DurableFiles
import FileStreams
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

    /// The most bytes of a line that is a question.
    private static let longestLine = 1 << 20

    private let path: String
    private var format: QuestionFormat?
    private var lineOfName: [String: Int] = [:]

    private init(path: String, format: QuestionFormat?) {
        self.path = path
        self.format = format
    }

    /// Reads a file line by line; only the questions stay in memory.
    ///
    /// Lines that are wrong are left out, counted and named. Held-out questions are dropped unless they are asked for,
    /// so that nothing in development sees them.
    /// - Parameters:
    ///   - format: nil to tell by the first line.
    ///   - strict: stop at the first line that is wrong.
    /// - Throws: `QuestionFileProblem`, also when not one line holds a question.
    public static func read(
        _ url: URL, format: QuestionFormat? = nil, includesHeldOut: Bool = false, strict: Bool = false
    ) throws(QuestionFileProblem) -> QuestionFile {
        var file = QuestionFile(path: url.path, format: format)
        let lines = try reading { () throws(FileProblem) in try LineReader(url, longestLine: longestLine) }
        while let line = try reading({ () throws(FileProblem) in try lines.next() }) {
            do throws(QuestionLineFault) {
                try file.take(line, of: lines, includesHeldOut)
            } catch {
                let problem = QuestionProblem(path: url.path, line: lines.number, fault: error)
                guard !strict else { throw .line(problem) }
                file.problemCount += 1
                if file.problems.count < 100 { file.problems.append(problem) }
            }
        }
        guard !file.questions.isEmpty || file.heldOutDropped > 0 else {
            throw .noQuestions(path: url.path, first: file.problems.first)
        }
        return file
    }

    /// What `body` gives; its problem as one of a question file.
    private static func reading<Result>(
        _ body: () throws(FileProblem) -> Result
    ) throws(QuestionFileProblem) -> Result {
        do throws(FileProblem) { return try body() } catch { throw .unreadable(error) }
    }

    private mutating func take(
        _ line: LineReader.Line, of lines: LineReader, _ includesHeldOut: Bool
    ) throws(QuestionLineFault) {
        guard line == .whole else { throw .tooLong(limit: Self.longestLine) }
        guard let text = String(validating: lines.bytes, as: UTF8.self) else { throw .notText }
        guard text.unicodeScalars.contains(where: { !$0.isBlank }) else { return }
        let format = self.format ?? QuestionFormat(sniffing: text)
        self.format = format
        let question = try format.question(text)
        if let name = question.id {
            if let earlier = lineOfName[name] { throw .repeatedName(name, line: earlier) }
            lineOfName[name] = lines.number
        }
        if question.split == .heldout && !includesHeldOut {
            heldOutDropped += 1
        } else {
            questions.append(question)
        }
    }
}
