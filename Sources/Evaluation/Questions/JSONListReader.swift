import Foundation

/// Reads the elements of a list in a JSON document from a file, piece by piece.
struct JSONListReader {
    /// The most bytes of an element that is a question: DPR's carry hundreds of passages.
    static let longest = 16 << 20

    private let path: String
    private let handle: FileHandle
    private var scanner: JSONListScanner
    private var found: ArraySlice<JSONListScanner.Element> = []
    private var isAtEnd = false
    private var isAtStart = true

    init(_ file: URL, list: [JSONListScanner.Step]) throws(QuestionFileProblem) {
        path = file.path
        scanner = JSONListScanner(list, longest: Self.longest)
        do { handle = try FileHandle(forReadingFrom: file) } catch { throw QuestionFileProblem(reading: path, error) }
    }

    /// Whether the list was there, be it empty.
    var reachedList: Bool { scanner.reachedList }

    /// The next element, nil at the end.
    /// - Throws: also where the document is not JSON or is cut off, for what follows cannot be told apart then.
    mutating func next() throws(QuestionFileProblem) -> JSONListScanner.Element? {
        while found.isEmpty, !isAtEnd {
            let piece = try piece()
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
    private mutating func piece() throws(QuestionFileProblem) -> [UInt8] {
        do {
            let piece = Array(try handle.read(upToCount: 1 << 18) ?? Data())
            defer { isAtStart = false }
            return isAtStart && piece.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(piece.dropFirst(3)) : piece
        } catch {
            throw QuestionFileProblem(reading: path, error)
        }
    }
}

extension QuestionFileProblem {
    /// The system could not open or read the file.
    init(reading path: String, _ error: any Error) {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        let words =
            cause.domain == NSPOSIXErrorDomain
            ? String(cString: strerror(Int32(cause.code))) : error.localizedDescription
        self = .unreadable(path: path, reason: words)
    }
}
