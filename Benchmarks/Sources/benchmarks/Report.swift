import Foundation
import Tensors

/// The line of JSON that a measurement prints; the peers' scripts print the same fields.
struct Report: Encodable {
    struct Seconds: Encodable {
        var best: Double
        var median: Double
        var worst: Double
        /// From the first quartile to the third.
        var spread: Double
    }

    struct Processor: Encodable {
        var model: String
        var flags: String
    }

    /// The measurement: step, embedding or search.
    var what: String
    var engine = "pyramidion"
    /// What tells this measurement from others of its kind.
    var subject: String
    var sizes: [String: Int]
    var threads: Int
    var repeats: Int
    var seconds: Seconds
    /// Units of work a second, by the median.
    var rate: Double
    var rateUnit: String
    /// Numbers that the peer must find too.
    var results: [String: Double]
    var settings: [String: String]
    var cpu = Processor.here
    var versions: [String: String] = [
        "libtorch": Engine.libtorchVersion, "system": ProcessInfo.processInfo.operatingSystemVersionString,
    ]
    var command = CommandLine.arguments.joined(separator: " ")

    /// - Parameter work: how many units of `rateUnit` one repeat does.
    init(
        what: String, subject: String, sizes: [String: Int], options: MeasurementOptions, stopwatch: Stopwatch,
        work: Int, rateUnit: String, results: [String: Double], settings: [String: String]
    ) {
        self.what = what
        self.subject = subject
        self.sizes = sizes
        threads = options.threads
        repeats = options.repeats
        seconds = stopwatch.summary
        rate = Double(work) / stopwatch.summary.median
        self.rateUnit = rateUnit
        self.results = results
        self.settings = settings
    }

    func printLine() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}

extension Report.Processor {
    static var here: Self {
        Self(model: modelName ?? "not told by the system", flags: Engine.cpuFlags.joined(separator: " "))
    }

    private static var modelName: String? {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix("model name") }
            .flatMap { $0.split(separator: ":").last }
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
