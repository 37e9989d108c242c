import Answering
import ArgumentParser
import DurableFiles
import Evaluation
import Foundation
import Learning

/// `pyramidion eval answers`: exact match and F1 of the best answers.
struct EvalAnswersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answers",
        abstract: "Measure how often the best answer is right.",
        discussion: """
            --json prints an object: questions, exactMatch, f1, recall{1,5,20}, interval95{exactMatch, f1, recall{1,5,20}: \
            [low, high]}, from, part, cut (questions read only in part, for they are too long), heldOut (questions of the \
            files that are held out), leftOut (lines of the files that hold no question), repeated (questions that \
            stand there again, and count once). Figures are shares of 1. --predictions writes a JSON line a question: \
            question, prediction (null where nothing was found to read), probability, block, title, exactMatch, f1.

            Example:
              pyramidion eval answers --run my-project --questions questions.jsonl --part test --json
            """)

    @OptionGroup var model: ModelOptions

    @OptionGroup var questions: QuestionOptions

    @Option(help: "Which search finds the passages: dense, lexical or hybrid.")
    var from: FinetuneSettings.PassageSource?

    @Option(help: ArgumentHelp("How many passages are read for a question.", valueName: "count"))
    var passages: Int?

    @Option(help: ArgumentHelp("Write each question's answer.", valueName: "file"))
    var predictions: URL?

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws { if let passages { try HitCount.check(passages) } }

    func run() throws {
        if let predictions { try DurableFile.checkCanWrite(predictions) }
        let progress = Progress("eval")
        let selection = try questions.questions(usual: .test, note: progress.note)
        let chosen = selection.questions
        let answerer = try model.answerer(settings)
        let source = from ?? answerer.defaultSource
        let outcome = try AnswerEvaluation(answerer, questions: chosen, from: source, passages: passages)
            .run(progress: progress.show)
        RecallFigures.tellCut(outcome.cut, progress.note)
        if let predictions { try write(outcome, to: predictions) }
        let (exactMatch, f1) = (outcome.scores.exactMatch(), outcome.scores.f1())
        let recall = RecallFigures(outcome.retrieval)
        if json {
            func ends(_ mean: SampleMean) -> [Double] { [mean.interval95.lower, mean.interval95.upper] }
            return try StandardOutput.writeJSON(
                Result(
                    questions: chosen.count, exactMatch: exactMatch.mean, f1: f1.mean, recall: recall.shares,
                    interval95: .init(exactMatch: ends(exactMatch), f1: ends(f1), recall: recall.intervals),
                    from: source.rawValue, part: (questions.part ?? .test).rawValue, cut: outcome.cut,
                    heldOut: selection.heldOut, leftOut: selection.leftOut, repeated: selection.repeated))
        }
        try StandardOutput.write(
            "\(chosen.count) questions, \(source.rawValue) search\n"
                + RecallFigures.line("exact match", exactMatch) + RecallFigures.line("F1", f1) + recall.lines)
    }

    private func write(_ outcome: AnswerEvaluation.Outcome, to file: URL) throws {
        var lines = Data()
        for (number, question) in outcome.questions.enumerated() {
            let answer = outcome.answers[number]
            let score = outcome.scores.scores[number]
            lines += try JSONLine(
                Prediction(
                    question: question.text, prediction: answer?.text, probability: answer?.probability ?? 0,
                    block: answer?.block, title: answer?.title, exactMatch: score.exactMatch, f1: score.f1)
            ).data
        }
        try DurableFile.write(lines, to: file)
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let questions: Int
        let exactMatch, f1: Double
        let recall: [String: Double]
        let interval95: Intervals
        let from, part: String
        let cut, heldOut, leftOut, repeated: Int

        struct Intervals: Encodable {
            let exactMatch, f1: [Double]
            let recall: [String: [Double]]
        }
    }

    /// A line of `--predictions`; block and title are left out where nothing was found to read.
    private struct Prediction: Encodable {
        let question: String
        let prediction: String?
        let probability: Double
        let block: Int?
        let title: String?
        let exactMatch, f1: Double

        private enum CodingKeys: String, CodingKey {
            case question, prediction, probability, block, title, exactMatch, f1
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(question, forKey: .question)
            // Written as null where there is none: an empty text would be an answer.
            try fields.encode(prediction, forKey: .prediction)
            try fields.encode(probability, forKey: .probability)
            try fields.encodeIfPresent(block, forKey: .block)
            try fields.encodeIfPresent(title, forKey: .title)
            try fields.encode(exactMatch, forKey: .exactMatch)
            try fields.encode(f1, forKey: .f1)
        }
    }
}
