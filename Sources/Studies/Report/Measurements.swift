import DurableFiles
import Foundation

/// What was measured of one retriever or one run, question by question.
struct Measurements: Codable, Equatable {
    /// By question set, and for the held-out masked spans: the rank of the first right passage of each, counted from 1; 0
    /// where none was found.
    private(set) var ranks: [String: [Int]] = [:]
    /// log Σ_z p(z|x) p(y|z,x) over the documents − log p(y|∅,x) of the first held-out masked spans, in nats.
    private(set) var gains: [Float] = []
    /// Of each answer, 0 or 1.
    private(set) var exactMatches: [Float] = []
    /// Of each answer, from 0 to 1.
    private(set) var f1s: [Float] = []

    /// A value a question, by measure.
    var values: [Measure: [Double]] {
        var values: [Measure: [Double]] = [:]
        for (set, ranks) in ranks {
            for cutoff in Measure.cutoffs {
                values[.recall(set, at: cutoff)] = ranks.map { (1...cutoff).contains($0) ? 1 : 0 }
            }
        }
        if !gains.isEmpty { values[.utility] = gains.map(Double.init) }
        if !exactMatches.isEmpty {
            values[.exactMatch] = exactMatches.map(Double.init)
            values[.f1] = f1s.map(Double.init)
        }
        return values
    }

    func mean(_ measure: Measure) -> Double? {
        guard let values = values[measure], !values.isEmpty else { return nil }
        return values.reduce(0, +) / Double(values.count)
    }

    /// Reads what `eval` left in a folder of measurements; a set that is not there yet is left out.
    init(retrieval folder: URL, sets: [String]) throws(FileProblem) {
        for set in sets { try addRanks(set, StudyFolders.hits(set, in: folder)) }
        let spans = StudyFolders.spans(in: folder)
        try addRanks(Measure.spans, spans)
        gains = try Self.lines(spans, Span.self)?.compactMap(\.marginalGain) ?? []
    }

    /// Adds exact match and F1 of answers, if they are there.
    mutating func add(answers file: URL) throws(FileProblem) {
        guard let lines = try Self.lines(file, Answer.self) else { return }
        exactMatches = lines.map(\.exactMatch)
        f1s = lines.map(\.f1)
    }

    private mutating func addRanks(_ set: String, _ file: URL) throws(FileProblem) {
        ranks[set] = try Self.lines(file, Hit.self)?.map { $0.rank ?? 0 }
    }

    private struct Hit: Decodable { let rank: Int? }
    private struct Span: Decodable { let marginalGain: Float? }
    private struct Answer: Decodable { let exactMatch, f1: Float }

    /// The records of a file; nil when there is none.
    private static func lines<Record: Decodable>(
        _ file: URL, _ record: Record.Type
    ) throws(FileProblem) -> [Record]? {
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
