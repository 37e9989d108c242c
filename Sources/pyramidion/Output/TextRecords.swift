import DurableFiles
import FileStreams
import Foundation

/// A text, with what its file says of it.
struct TextRecord: Decodable {
    /// The name that the file gives it, as it is written there.
    enum Name: Codable, Equatable {
        case number(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            self = try (try? value.decode(Int.self)).map(Name.number) ?? .text(value.decode(String.self))
        }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .number(let number): try value.encode(number)
            case .text(let text): try value.encode(text)
            }
        }
    }

    var id: Name?
    var title: String?
    var text: String
}

/// The texts of the command line, of a file or of standard input, one after another.
struct TextRecords {
    /// The number of the line that `next` read last, counted from 1.
    private(set) var line = 0

    private let file: URL
    private let isJSON: Bool
    private let isGiven: Bool
    private var given: ArraySlice<String>
    /// Nil where the lines are those of standard input.
    private let reader: LineReader?
    private var standardInput = InputLines()

    /// A longer line is no text that anybody wrote.
    private static let longest = 64 << 20

    /// - Parameters:
    ///   - given: the texts themselves; where there are none they are read from the file.
    ///   - file: nil for standard input; may be compressed.
    ///   - isJSON: whether each line is a JSON object, rather than a text as it stands.
    init(given: [String], file: URL?, isJSON: Bool) throws(FileProblem) {
        self.given = given[...]
        self.isJSON = isJSON
        self.file = file ?? URL(filePath: "/dev/stdin")
        isGiven = !given.isEmpty
        if let file {
            reader = try LineReader(file, longestLine: Self.longest)
        } else {
            reader = nil
        }
    }

    /// The next text; nil after the last.
    /// - Throws: `FileProblem` that names the line which is no text, or no record.
    mutating func next() throws(FileProblem) -> TextRecord? {
        if isGiven { return given.popFirst().map { TextRecord(text: $0) } }
        while let text = try nextLine() {
            guard isJSON else { return TextRecord(text: text) }
            // As all readers of JSON lines have it, a blank line is none.
            if text.allSatisfy(\.isWhitespace) { continue }
            do { return try JSONDecoder().decode(TextRecord.self, from: Data(text.utf8)) } catch {
                let words = (error as? DecodingError).map { "\(JSONFault($0))" } ?? "it cannot be read"
                throw problem("\(words); expected {\"text\": \"…\"}, perhaps with title and id")
            }
        }
        return nil
    }

    private mutating func nextLine() throws(FileProblem) -> String? {
        guard let reader else {
            let text = try standardInput.next()
            line = standardInput.number
            return text
        }
        guard let found = try reader.next() else { return nil }
        line = reader.number
        guard found == .whole else { throw problem("it is longer than \(Self.longest) bytes") }
        guard let text = String(validating: reader.bytes, as: UTF8.self) else {
            throw problem("it is not UTF-8; convert it")
        }
        return text
    }

    /// What is wrong with the line that was read last.
    func problem(_ reason: String) -> FileProblem { FileProblem(file, "line \(line): \(reason)") }
}
