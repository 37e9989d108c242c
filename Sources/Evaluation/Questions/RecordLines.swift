import DurableFiles
import FileStreams
import Foundation

/// The lines of a file of questions or predictions, perhaps compressed, one at a time.
struct RecordLines {
    /// The most bytes of a line that is a question.
    static let longest = 1 << 20

    private let reader: LineReader
    private var line: LineReader.Line?

    init(_ file: URL) throws(QuestionFileProblem) {
        reader = try QuestionFileProblem.reading { () throws(FileProblem) in
            try LineReader(file, longestLine: Self.longest)
        }
    }

    /// The number of the line that `advance` came to last, from 1.
    var number: Int { reader.number }

    /// Goes to the next line; false at the end.
    mutating func advance() throws(QuestionFileProblem) -> Bool {
        line = try QuestionFileProblem.reading { () throws(FileProblem) in try reader.next() }
        return line != nil
    }

    /// The line at hand; nil when it is blank.
    var text: String? {
        get throws(QuestionLineFault) {
            guard line == .whole else { throw .tooLong(limit: Self.longest) }
            guard let text = String(validating: reader.bytes, as: UTF8.self) else { throw .notText }
            return text.unicodeScalars.contains { !$0.isBlank } ? text : nil
        }
    }
}

extension QuestionFileProblem {
    /// What `body` gives; its problem as one of a question file.
    static func reading<Result>(_ body: () throws(FileProblem) -> Result) throws(QuestionFileProblem) -> Result {
        do throws(FileProblem) { return try body() } catch { throw .unreadable(error) }
    }
}
