import Foundation

/// Reads a file line by line in bounded memory, however long its lines are.
struct LineReader {
    /// A line without its end.
    enum Line {
        case bytes(Data)
        /// More bytes than `longest`; the rest was passed over.
        case tooLong

        /// The line as text.
        var text: String {
            get throws(QuestionLineFault) {
                guard case .bytes(let bytes) = self else { throw .tooLong(limit: LineReader.longest) }
                guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
                return text
            }
        }
    }

    /// The most bytes of a line that is a question.
    static let longest = 1 << 20

    /// The number of the line that `next` gave last, from 1.
    private(set) var number = 0
    private let handle: FileHandle
    private let path: String
    private var buffer = Data()
    private var isAtEnd = false

    init(_ file: URL) throws(QuestionFileProblem) {
        path = file.path
        do { handle = try FileHandle(forReadingFrom: file) } catch { throw Self.problem(file.path, error) }
    }

    /// The next line, nil at the end.
    ///
    /// A mark of byte order before the first one is passed over.
    mutating func next() throws(QuestionFileProblem) -> Line? {
        var skipped = false
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[..<end]
                buffer = buffer[(end + 1)...]
                return finish(line, skipped)
            }
            if isAtEnd {
                let line = buffer
                buffer = Data()
                return line.isEmpty && !skipped ? nil : finish(line, skipped)
            }
            if buffer.count > Self.longest {
                buffer = Data()
                skipped = true
            }
            try fill()
        }
    }

    private mutating func fill() throws(QuestionFileProblem) {
        do {
            let piece = try handle.read(upToCount: 1 << 16) ?? Data()
            isAtEnd = piece.isEmpty
            buffer = Data(buffer) + piece
        } catch {
            throw Self.problem(path, error)
        }
    }

    private mutating func finish(_ line: Data, _ skipped: Bool) -> Line {
        number += 1
        guard !skipped, line.count <= Self.longest else { return .tooLong }
        var line = line
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        return .bytes(line)
    }

    private static func problem(_ path: String, _ error: any Error) -> QuestionFileProblem {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        if cause.domain == NSPOSIXErrorDomain {
            return .unreadable(path: path, reason: String(cString: strerror(Int32(cause.code))))
        }
        return .unreadable(path: path, reason: error.localizedDescription)
    }
}
