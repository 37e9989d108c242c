import ArgumentParser
import DurableFiles
import Evaluation
import Foundation
import Learning
import Realm

/// `pyramidion eval spans`: what retrieval does for masked spans that were never trained on.
struct EvalSpansCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spans",
        abstract: "Measure on held-out masked sentences: whether the span is found, and what the passages add.",
        discussion: """
            Always the same sentences of a corpus in the same order, so that two models can be compared in pairs. A \
            name or date of each is masked, whatever kind of mask a model was trained with.

            --json prints an object: queries, recall{1,5,20} (from 0 to 1), read (how many of them the encoder \
            read), figures (means over those; one that would be a mean over nothing is left out). In nats: \
            marginalGain (what all passages add to the log-probability of the masked words, compared with the null \
            document), utility (what each adds, weighed by p(z|x)), utilityOfHits and utilityOfMisses (of passages \
            that hold the span, and of those that do not), entropy (of p(z|x)), logLikelihood (log p(y|x)). From 0 \
            to 1: nullShare (p(z|x) of the null document), topHolds (the first passage holds the span), accuracy and \
            nullAccuracy (masks filled rightly, with passages and with the null document alone).

            --lines writes a JSON line a sentence: rank (from 1, or null), marginalGain (null where it was not read).

            Example:
              pyramidion eval spans --model pretrain --corpus corpus --index pretrain/index --json
            """)

    @Option(help: ArgumentHelp("The run or model whose embedder searches.", valueName: "run"))
    var model: URL

    @Option(help: ArgumentHelp("The run or model whose encoder reads; the same if left out.", valueName: "run"))
    var encoder: URL?

    @Option(help: ArgumentHelp("The corpus.", valueName: "dir"))
    var corpus: URL

    @Option(
        help: ArgumentHelp(
            "The corpus that the sentences are taken from; the same if left out.", valueName: "dir"))
    var queries: URL?

    @Option(help: ArgumentHelp("The embedder's index of the corpus.", valueName: "dir"))
    var index: URL

    @Option(help: ArgumentHelp("How many of the sentences the encoder reads.", valueName: "count"))
    var read = 300

    @Option(help: ArgumentHelp("Write what came of each sentence.", valueName: "file"))
    var lines: URL?

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard read >= 0 else { throw ValidationError("--read is a number from 0 on") }
    }

    func run() throws {
        if let lines { try DurableFile.checkCanWrite(lines) }
        let configuration = try settings.configuration(over: RunConfiguration.of(run: model))
        try configuration.engine.apply()
        let progress = Progress("eval")
        let inputs = StageInputs(
            corpus: corpus, queries: queries, run: model, configuration: configuration, progress: progress.show,
            report: progress.note)
        let measured = try HeldOutMeasurement.measure(
            inputs, retriever: ModelBundle(opening: model), encoder: ModelBundle(opening: encoder ?? model),
            index: index, read: read)
        if let lines { try write(measured, to: lines) }
        let scores = RetrievalScores(firstRelevant: measured.firstHit.map { $0.map { $0 + 1 } })
        let recall = RecallFigures(scores)
        if json {
            return try StandardOutput.writeJSON(
                Result(
                    queries: measured.firstHit.count, recall: recall.shares, read: measured.utilities.count,
                    figures: Dictionary(measured.readingFigures, uniquingKeysWith: { first, _ in first })))
        }
        let figures = measured.readingFigures.map { "\($0) \(($1 * 1000).rounded() / 1000)\n" }.joined()
        try StandardOutput.write("\(measured.firstHit.count) masked sentences\n\(recall.lines)\(figures)")
    }

    private func write(_ measured: HeldOutMeasurement, to file: URL) throws {
        var text = Data()
        for (number, hit) in measured.firstHit.enumerated() {
            let isRead = number < measured.utilities.count
            text += try JSONLine(
                MeasuredSpan(
                    rank: hit.map { $0 + 1 }, marginalGain: isRead ? measured.utilities[number].marginalGain : nil)
            ).data
        }
        try DurableFile.write(text, to: file)
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let queries: Int
        let recall: [String: Double]
        let read: Int
        let figures: [String: Double]
    }

    /// A line of `--lines`.
    private struct MeasuredSpan: Encodable {
        let rank: Int?
        let marginalGain: Double?

        private enum CodingKeys: String, CodingKey { case rank, marginalGain }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            // Written as null where there is none, so that every line has the same fields.
            try fields.encode(rank, forKey: .rank)
            try fields.encode(marginalGain, forKey: .marginalGain)
        }
    }
}
