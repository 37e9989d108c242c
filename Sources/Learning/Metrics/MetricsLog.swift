public import DurableFiles
public import Foundation

/// The figures of a run, a JSON object a line: `{"step":70,"stage":"pretrain","time":1753.2,"loss":2.31}`.
///
/// Each line is one write to the end of the file, so a reader may follow it, and a process that ends leaves at most
/// one torn line, which the next one cuts off.
public final class MetricsLog {
    /// The file.
    public let file: URL
    private let handle: FileHandle
    private let now: () -> Date

    /// Opens the log of a run, or begins it.
    ///
    /// A stage that goes on from a checkpoint writes its later steps once more: their former lines are removed, so that
    /// the log of a continued run is that of an uninterrupted one.
    /// - Parameters:
    ///   - stage: the stage that is about to write.
    ///   - step: the step it goes on from; 0 at its start.
    ///   - now: the clock.
    /// - Throws: `FileProblem`.
    public init(
        _ file: URL, stage: String, resumingAfter step: Int, now: @escaping () -> Date = { Date() }
    ) throws(FileProblem) {
        self.file = file
        self.now = now
        try Self.removeLines(of: stage, after: step, in: file)
        do {
            if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
            handle = try FileHandle(forWritingTo: file)
            try handle.seekToEnd()
        } catch {
            throw FileProblem(writing: file, error)
        }
    }

    deinit { try? handle.close() }

    /// Appends a line; a value that is not finite is written as null, for JSON has no such numbers.
    /// - Throws: `FileProblem`, for instance when the disk is full.
    public func append(step: Int, stage: String, _ values: [(name: String, value: Double)]) throws(FileProblem) {
        let seconds = (now().timeIntervalSince1970 * 1_000).rounded() / 1_000
        var fields = ["\"step\":\(step)", "\"stage\":\(Self.quoted(stage))", "\"time\":\(seconds)"]
        fields += values.map { "\(Self.quoted($0.name)):\($0.value.isFinite ? "\($0.value)" : "null")" }
        do {
            try handle.write(contentsOf: Data("{\(fields.joined(separator: ","))}\n".utf8))
        } catch {
            throw FileProblem(writing: file, error)
        }
    }

    /// Waits until the disk has every line; called with each checkpoint, so that the log is never behind one.
    public func flush() throws(FileProblem) {
        try DurableFile.flush(file)
    }

    /// The lines of a log, torn or foreign ones left out.
    public static func lines(of file: URL) throws(FileProblem) -> [MetricsLine] {
        do {
            let decoder = JSONDecoder()
            return try Data(contentsOf: file).split(separator: newline)
                .compactMap { try? decoder.decode(MetricsLine.self, from: $0) }
        } catch {
            throw FileProblem(reading: file, error)
        }
    }

    private static let newline = UInt8(ascii: "\n")

    private static func removeLines(of stage: String, after step: Int, in file: URL) throws(FileProblem) {
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        let data: Data
        do { data = try Data(contentsOf: file) } catch { throw FileProblem(reading: file, error) }
        let decoder = JSONDecoder()
        var kept = Data()
        for line in data.split(separator: newline, omittingEmptySubsequences: false).dropLast() {
            let content = try? decoder.decode(MetricsLine.self, from: line)
            guard let content, content.stage != stage || content.step <= step else { continue }
            kept += line + [newline]
        }
        if kept.count != data.count { try DurableFile.write(kept, to: file) }
    }

    private static func quoted(_ text: String) -> String {
        guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}

/// A line of a metrics log.
public struct MetricsLine: Decodable, Equatable, Sendable {
    /// The step within the stage.
    public let step: Int
    /// The stage of the run, such as `pretrain`.
    public let stage: String
    /// Seconds since 1970.
    public let time: Double
    /// The figures; those written as null are left out.
    public let values: [String: Double]

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        step = try fields.decode(Int.self, forKey: Name("step"))
        stage = try fields.decode(String.self, forKey: Name("stage"))
        time = try fields.decode(Double.self, forKey: Name("time"))
        var values: [String: Double] = [:]
        for name in fields.allKeys where !["step", "stage", "time"].contains(name.stringValue) {
            values[name.stringValue] = try fields.decodeIfPresent(Double.self, forKey: name)
        }
        self.values = values
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}
