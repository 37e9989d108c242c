public import DurableFiles
import FileStreams
public import Foundation

/// Spans that another program has tagged, read from JSON lines.
///
///     {"id": "Q12280", "spans": [{"start": 4, "end": 14, "label": "ORG"}]}
///     {"id": 17, "unit": "character", "spans": [{"start": 4, "end": 14}]}
///
/// The id is that of a document (a string) or the number of a block. Offsets are half-open, in UTF-8 bytes of the
/// text, or in Unicode code points where the unit is `character`. Labels of dates and numbers (`DATE`, `CARDINAL`, …) are
/// known; anything else is a name. A second line for the same id adds to the first.
public struct ExternalSpans: Sendable {
    /// What the text is that offsets count in.
    public enum Subject: Sendable, Hashable {
        case document(String)
        case block(Int)
    }

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
    private var tagged: [Subject: [Tagged]] = [:]
    private let path: String

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

    /// The spans of a text, in order, without overlap, each inside one sentence; the longest where some overlap.
    /// - Parameters:
    ///   - start: Where the text begins in what the subject's offsets count in, in the units of the file
    ///     (bytes, or code points): 0 for a block, the block's place for a document.
    ///   - sentences: UTF-8 byte ranges of the text.
    public func spans(
        of subject: Subject, in text: String, from start: (bytes: Int, characters: Int) = (0, 0),
        sentences: [Range<Int>]
    ) -> [SalientSpan] {
        guard let tagged = tagged[subject] else { return [] }
        let places = tagged.contains(where: \.countsCharacters) ? Self.characterPlaces(text) : []
        let bytes = Array(text.utf8)
        let spans = tagged.compactMap { span -> SalientSpan? in
            var (lower, upper) = (span.start, span.end)
            if span.countsCharacters {
                guard lower >= start.characters, upper - start.characters < places.count else { return nil }
                (lower, upper) = (places[lower - start.characters], places[upper - start.characters])
            } else {
                guard lower >= start.bytes, upper - start.bytes <= bytes.count else { return nil }
                (lower, upper) = (lower - start.bytes, upper - start.bytes)
            }
            guard Self.isBoundary(lower, bytes), Self.isBoundary(upper, bytes),
                sentences.contains(where: { $0.lowerBound <= lower && upper <= $0.upperBound })
            else { return nil }
            return SalientSpan(range: lower..<upper, kind: span.kind)
        }
        return SalientSpan.disjoint(spans)
    }

    private mutating func report(_ reason: String, line: Int) {
        problemCount += 1
        if problems.count < Self.mostProblems { problems.append(Problem(path: path, line: line, reason: reason)) }
    }

    private mutating func take(_ line: [UInt8], line number: Int) {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return }
        do {
            let record = try JSONDecoder().decode(ExternalSpanRecord.self, from: Data(line))
            tagged[record.subject, default: []].append(contentsOf: record.spans)
            count += record.spans.count
        } catch {
            report(ExternalSpanRecord.reason(error), line: number)
        }
    }

    /// The byte at which each code point begins, and the end.
    private static func characterPlaces(_ text: String) -> [Int] {
        var places = [0]
        for scalar in text.unicodeScalars { places.append(places[places.count - 1] + UTF8.width(scalar)) }
        return places
    }

    private static func isBoundary(_ position: Int, _ bytes: [UInt8]) -> Bool {
        position == bytes.count || (position >= 0 && position < bytes.count && bytes[position] & 0xC0 != 0x80)
    }
}

extension ExternalSpans: SpanSource {
    /// The spans tagged under the block's number.
    public func salientSpans(block: Int, text: String, sentences: [Range<Int>]) -> [SalientSpan] {
        spans(of: .block(block), in: text, sentences: sentences)
    }
}
