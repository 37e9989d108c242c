public import DurableFiles
import FileStreams
public import Foundation

/// Spans that another program has tagged, read from JSON lines.
///
///     {"id": 16, "spans": [{"start": 4, "end": 14, "label": "ORG"}]}
///     {"id": 17, "unit": "character", "spans": [{"start": 4, "end": 14}]}
///
/// The id is the number of a block: where a block begins in its document is kept nowhere, so a document's offsets would
/// lead to nothing. Offsets are half-open, in UTF-8 bytes of the block's text, or in Unicode code points where the unit is
/// `character`. Labels of dates and numbers (`DATE`, `CARDINAL`, …) are known; anything else is a name. A second line for
/// the same id adds to the first.
public struct ExternalSpans: Sendable {
    /// A line that was left out.
    public struct Problem: Sendable, Equatable, CustomStringConvertible {
        public let path: String
        public let line: Int
        public let reason: String
        public var description: String { "\(path):\(line): \(reason)" }
    }

    struct Tagged: Sendable {
        let start: Int
        let end: Int
        let kind: SalientSpan.Kind
        let countsCharacters: Bool
    }

    /// The first 100 lines that were left out, and how many there were in all.
    public private(set) var problems: [Problem] = []
    public private(set) var problemCount = 0
    /// How many spans were read.
    public private(set) var count = 0
    /// The file that was read.
    public let path: String
    private(set) var tagged: [Int: [Tagged]] = [:]

    private static let longestLine = 64 << 20
    private static let mostProblems = 100

    /// Reads a file line by line; bad lines are counted and left out.
    /// - Throws: `FileProblem` when the file cannot be read.
    public init(contentsOf file: URL) throws(FileProblem) {
        path = file.path
        let lines = try LineReader(file, longestLine: Self.longestLine)
        while let line = try lines.next() {
            switch line {
            case .whole: take(lines.bytes, line: lines.number)
            case .tooLong:
                report("longer than \(Self.longestLine >> 20) MiB; expected one record a line", line: lines.number)
            }
        }
    }

    private mutating func report(_ reason: String, line: Int) {
        problemCount += 1
        if problems.count < Self.mostProblems { problems.append(Problem(path: path, line: line, reason: reason)) }
    }

    private mutating func take(_ line: [UInt8], line number: Int) {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return }
        do {
            let record = try JSONDecoder().decode(ExternalSpanRecord.self, from: Data(line))
            tagged[record.block, default: []].append(contentsOf: record.spans)
            count += record.spans.count
        } catch {
            report(ExternalSpanRecord.reason(error), line: number)
        }
    }
}
