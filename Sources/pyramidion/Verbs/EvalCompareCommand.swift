import ArgumentParser
import Evaluation
import Foundation

/// `pyramidion eval compare`: what changed from one system's answers to another's.
struct EvalCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two files of predictions on the same questions.",
        discussion: """
            The files are what `eval answers --predictions` writes: JSON lines with question, prediction, exactMatch and \
            f1. Predictions of other systems need no scores; --questions scores both files by its answers.

            Differences are taken question by question. The interval is a bootstrap over questions; p of exact match is \
            McNemar's exact test, p of F1 approximate randomisation. All say how far other questions of the same kind might \
            tell otherwise; they say nothing about other training seeds.

            --json prints an object: questions, exactMatch and f1, each with before, after, difference, interval95 \
            [low, high], pValue, better, worse, equal (numbers of questions). All but the last three are shares of 1. With \
            --questions also heldOut (questions of the files that are held out), leftOut (lines that hold no question) \
            and repeated (questions that stand there again).

            Example:
              pyramidion eval compare warm.jsonl pretrained.jsonl
            """)

    @Argument(help: ArgumentHelp("Predictions of the first system.", valueName: "before"))
    var before: URL

    @Argument(help: ArgumentHelp("Predictions of the second system.", valueName: "after"))
    var after: URL

    @OptionGroup var questions: QuestionOptions

    @Option(help: ArgumentHelp("How often questions are drawn anew.", valueName: "count"))
    var resamples = 10_000

    @Option(help: "The number that the draws follow from.")
    var seed: UInt64 = 1

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...10_000_000).contains(resamples) else {
            throw ValidationError("--resamples is a number from 1 to 10000000")
        }
    }

    func run() throws {
        let selection =
            questions.isGiven ? try questions.questions(usual: .all) { StandardError.write($0 + "\n") } : nil
        let comparison = try PredictionComparison(
            PredictionFile.read(before), PredictionFile.read(after), references: selection?.questions,
            resamples: resamples, seed: seed)
        if json { return try StandardOutput.writeJSON(Result(comparison, selection)) }
        try StandardOutput.write(
            "\(comparison.count) questions\n"
                + Self.lines("exact match", comparison.exactMatch, p: comparison.exactMatch.signs.pValue)
                + Self.lines("F1", comparison.f1, p: comparison.f1.difference.pValue))
    }

    private static func lines(_ name: String, _ measure: PredictionComparison.Measure, p: Double) -> String {
        let interval = measure.difference.interval95
        let padding = String(repeating: " ", count: max(1, 14 - name.count))
        return "\(name)\(padding)\(Written.percent(measure.before)) to \(Written.percent(measure.after)), difference "
            + "\(Written.percent(measure.difference.mean)) (95 %: \(Written.percent(interval.lower)) to "
            + "\(Written.percent(interval.upper))), p \(Written.chance(p))\n"
            + "              \(measure.signs.better) questions better, \(measure.signs.worse) worse, "
            + "\(measure.signs.equal) equal\n"
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let questions: Int
        let heldOut, leftOut, repeated: Int?
        let exactMatch, f1: Measure

        init(_ comparison: PredictionComparison, _ selection: ChosenQuestions?) {
            questions = comparison.count
            heldOut = selection?.heldOut
            leftOut = selection?.leftOut
            repeated = selection?.repeated
            exactMatch = Measure(comparison.exactMatch, p: comparison.exactMatch.signs.pValue)
            f1 = Measure(comparison.f1, p: comparison.f1.difference.pValue)
        }

        struct Measure: Encodable {
            let before, after, difference, pValue: Double
            let interval95: [Double]
            let better, worse, equal: Int

            init(_ measure: PredictionComparison.Measure, p: Double) {
                before = measure.before
                after = measure.after
                difference = measure.difference.mean
                pValue = p
                interval95 = [measure.difference.interval95.lower, measure.difference.interval95.upper]
                better = measure.signs.better
                worse = measure.signs.worse
                equal = measure.signs.equal
            }
        }
    }
}
