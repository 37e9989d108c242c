import DurableFiles
import Foundation

/// What was measured of one retriever or one run: a value a question, by measure.
struct Measurements: Equatable {
    private(set) var values: [Measure: [Double]] = [:]

    func mean(_ measure: Measure) -> Double? {
        guard let values = values[measure], !values.isEmpty else { return nil }
        return values.reduce(0, +) / Double(values.count)
    }

    /// Reads what lies in a folder of measurements; a set that is not there yet is left out.
    init(retrieval folder: URL, sets: [String]) throws {
        for set in sets { try addRecall(set, StudyFolders.hits(set, in: folder)) }
        let spans = StudyFolders.spans(in: folder)
        try addRecall(Measure.spans, spans)
        let gains = try Self.lines(spans, Span.self)?.compactMap(\.marginalGain) ?? []
        if !gains.isEmpty { values[.utility] = gains }
    }

    /// Adds exact match and F1 of answers, if they are there.
    mutating func add(answers file: URL) throws {
        guard let lines = try Self.lines(file, Answer.self) else { return }
        values[.exactMatch] = lines.map(\.exactMatch)
        values[.f1] = lines.map(\.f1)
    }

    private mutating func addRecall(_ set: String, _ file: URL) throws {
        guard let lines = try Self.lines(file, Hit.self) else { return }
        for cutoff in Measure.cutoffs {
            values[.recall(set, at: cutoff)] = lines.map { ($0.rank ?? .max) <= cutoff ? 1 : 0 }
        }
    }

    private struct Hit: Decodable { let rank: Int? }
    private struct Span: Decodable { let marginalGain: Double? }
    private struct Answer: Decodable { let exactMatch, f1: Double }

    /// The records of a file; nil when there is none.
    private static func lines<Record: Decodable>(_ file: URL, _ record: Record.Type) throws -> [Record]? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            let decoder = JSONDecoder()
            return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"))
                .map { try decoder.decode(Record.self, from: $0) }
        } catch {
            throw FileProblem(file, "is damaged; remove it and run the same command again")
        }
    }
}
