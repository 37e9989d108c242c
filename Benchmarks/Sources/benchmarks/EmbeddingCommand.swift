import ArgumentParser
import Bert
import Learning
import Realm
import Tensors

/// How fast passages become vectors, as when an index is built or refreshed.
struct EmbeddingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embedding", abstract: "Passages embedded a second, with the lengths of real ones.")

    @Option(help: "The size of the tower: tiny or minilm.")
    var model = ModelSize.tiny

    @Option(help: "How many passages a repeat embeds.")
    var passages = 256

    @OptionGroup var options: MeasurementOptions

    func validate() throws {
        guard passages >= 1 else { throw ValidationError("--passages is \(passages); expected at least 1") }
    }

    func run() throws {
        let settings = try MeasuredEngine.prepare(threads: options.threads)
        let embedder = try Embedder(EmbedderConfiguration(bert: model.bert), .random())
        var text = MadeUpText()
        let documents = text.documents(passages)
        if let shared = try options.sharedFolder() {
            try shared.write(documents.map(PretrainingBatch.Input.init), named: "documents.json")
            try shared.write(model.bert, named: "bert.json")
            try shared.write(embedder, named: "embedder")
        }
        var vectors: [Float] = []
        let stopwatch = try Stopwatch(repeats: options.repeats) {
            vectors = try BlockEmbedder.embeddings(of: documents, as: .document, with: embedder)
        }
        let width = embedder.configuration.embeddingWidth
        try Report(
            what: "embedding", subject: model.rawValue,
            sizes: ["passages": passages, "tokens": documents.reduce(0) { $0 + $1.ids.count }, "width": width],
            options: options, stopwatch: stopwatch, work: passages, rateUnit: "passages/s",
            results: ["firstNorm": norm(vectors.prefix(width)), "norm": norm(vectors[...])], settings: settings
        ).printLine()
    }

    private func norm(_ values: ArraySlice<Float>) -> Double {
        values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
}
