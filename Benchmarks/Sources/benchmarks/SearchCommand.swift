import ArgumentParser
import Tensors
import VectorSearch

/// Maximum inner product search over all vectors.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Queries a second of exact inner product search.")

    @Option(help: "Vectors that are searched.")
    var vectors = 100_000

    @Option(help: "Components of a vector.")
    var width = 128

    @Option(help: "Queries searched in a repeat.")
    var queries = 256

    @Option(help: "Queries searched together.")
    var batch = 16

    @Option(help: "Hits a query.")
    var hits = 20

    @OptionGroup var options: MeasurementOptions

    func validate() throws {
        for (name, value) in [
            ("vectors", vectors), ("width", width), ("queries", queries), ("batch", batch), ("hits", hits),
        ] where value < 1 {
            throw ValidationError("--\(name) is \(value); expected at least 1")
        }
    }

    func run() throws {
        try Engine.seed(1)
        let matrix = try Tensor.normal([vectors, width], mean: 0, deviation: 1).floats()
        let asked = try Tensor.normal([queries, width], mean: 0, deviation: 1).floats()
        let index = try ExactIndex(vectors: matrix, width: width)
        let batches = stride(from: 0, to: queries, by: batch).map { first in
            Array(asked[first * width..<min(first + batch, queries) * width])
        }
        var found: [[Hit]] = []
        let stopwatch = try Stopwatch(repeats: options.repeats) {
            found.removeAll(keepingCapacity: true)
            for batch in batches { found += try index.search(batch, count: hits, threads: options.threads) }
        }
        if let shared = try options.sharedFolder() {
            try shared.write(matrix, named: "vectors.f32")
            try shared.write(asked, named: "queries.f32")
            try shared.write(found.map { $0.map(\.id) }, named: "found.json")
        }
        try Report(
            what: "search", subject: "batch \(batch)",
            sizes: ["vectors": vectors, "width": width, "queries": queries, "batch": batch, "hits": hits],
            options: options, stopwatch: stopwatch, work: queries, rateUnit: "queries/s",
            results: ["scoreSum": found.joined().reduce(0) { $0 + Double($1.score) }], settings: [:]
        ).printLine()
    }
}
