import DurableFiles
import FileStreams
import Foundation

/// Reads the elements of a list in a JSON document from a file, piece by piece.
struct JSONListReader {
    /// The most bytes of an element that is a question: DPR's carry hundreds of passages.
    static let longest = 16 << 20

    private let path: String
    private let stream: ByteStream
    private var piece = [UInt8](repeating: 0, count: 256 << 10)
    private var scanner: JSONListScanner
    private var found: ArraySlice<JSONListScanner.Element> = []
    private var isAtEnd = false
    private var isAtStart = true

    init(_ file: URL, list: [JSONListScanner.Step]) throws(QuestionFileProblem) {
        path = file.path
        scanner = JSONListScanner(list, longest: Self.longest)
        stream = try QuestionFileProblem.reading { () throws(FileProblem) in try ByteStream(file) }
    }

    /// Whether the list was there, be it empty.
    var reachedList: Bool { scanner.reachedList }

    /// The next element, nil at the end.
    /// - Throws: also where the document is not JSON or is cut off, for what follows cannot be told apart then.
    mutating func next() throws(QuestionFileProblem) -> JSONListScanner.Element? {
        while found.isEmpty, !isAtEnd {
            let piece = try nextPiece()
            isAtEnd = piece.isEmpty
            do throws(JSONListScanner.Fault) {
                found = try scanner.take(piece)[...]
                if isAtEnd { try scanner.end() }
            } catch {
                throw .line(QuestionProblem(path: path, line: error.line, fault: .notJSON(expected: error.expected)))
            }
        }
        return found.popFirst()
    }

    /// The next bytes of the file, without a mark of byte order; none at its end.
    private mutating func nextPiece() throws(QuestionFileProblem) -> [UInt8] {
        let count = try QuestionFileProblem.reading { () throws(FileProblem) in try stream.read(into: &piece) }
        defer { isAtStart = false }
        return Array(isAtStart && piece.starts(with: [0xEF, 0xBB, 0xBF]) ? piece[3..<count] : piece[..<count])
    }
}
