import ArgumentParser
import Realm

/// A REALM pre-training step: forward, backward and optimiser.
struct StepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "One pre-training step: 8 masked sentences, 8 candidates each.")

    @Option(help: "The size of both towers: tiny or minilm.")
    var model = ModelSize.tiny

    @OptionGroup var options: MeasurementOptions

    func run() throws {
        let settings = try MeasuredEngine.prepare(threads: options.threads)
        let batch = PretrainingBatch(queryCount: 8, candidateCount: 8)
        let step = try PretrainingStep(model, batch)
        if let shared = try options.sharedFolder() {
            try shared.write(batch, named: "batch.json")
            try shared.write(model.bert, named: "bert.json")
            try shared.write(step.embedder, named: "embedder")
            try shared.write(step.encoder, named: "encoder")
        }
        var losses: [Double] = []
        let stopwatch = try Stopwatch(repeats: options.repeats) { losses.append(try step.make(losses.count)) }
        try Report(
            what: "step", subject: model.rawValue,
            sizes: ["queries": 8, "candidates": 8, "tokens": batch.tokenCount], options: options,
            stopwatch: stopwatch, work: 1, rateUnit: "steps/s",
            results: ["firstLoss": losses.first ?? .nan, "lastLoss": losses.last ?? .nan], settings: settings
        ).printLine()
    }
}
