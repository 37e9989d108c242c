import ArgumentParser
import DurableFiles
import Evaluation
import Foundation

/// `pyramidion eval score`: exact match and F1 of answers that any system gave.
struct EvalScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score a file of predictions, without a model.",
        discussion: """
            Predictions are JSON lines with question and prediction; they are joined with the questions by the question's \
            text. A question without a prediction, or with one that is null, counts as wrong; predictions for other \
            questions do not count.

            --json prints an object: questions, exactMatch, f1, interval95{exactMatch, f1: [low, high]}, missing, part, \
            heldOut (questions of the files that are held out), leftOut (lines of the files that hold no question), \
            repeated (questions that stand there again, and count once). --out writes a JSON line a question: \
            question, prediction (null where it is missing), exactMatch, f1, for `eval compare`.

            Example:
              pyramidion eval score predictions.jsonl --questions questions.jsonl --part test
            """)

    @Argument(help: ArgumentHelp("The predictions.", valueName: "file"))
    var predictions: URL

    @OptionGroup var questions: QuestionOptions

    @Option(help: ArgumentHelp("Write each question's scores.", valueName: "file"))
    var out: URL?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        if let out { try DurableFile.checkCanWrite(out) }
        let selection = try questions.questions(usual: .test) { StandardError.write($0 + "\n") }
        let chosen = selection.questions
        let answers = try PredictionFile.read(predictions).answers
        let scores = AnswerScores(answers, of: chosen)
        let missing = chosen.count { answers[QuestionKey($0.text)] == nil }
        if let out { try write(scores, answers, chosen, to: out) }
        let (exactMatch, f1) = (scores.exactMatch(), scores.f1())
        if json {
            func ends(_ mean: SampleMean) -> [Double] { [mean.interval95.lower, mean.interval95.upper] }
            return try StandardOutput.writeJSON(
                Result(
                    questions: chosen.count, missing: missing, exactMatch: exactMatch.mean, f1: f1.mean,
                    interval95: .init(exactMatch: ends(exactMatch), f1: ends(f1)),
                    part: (questions.part ?? .test).rawValue, heldOut: selection.heldOut, leftOut: selection.leftOut,
                    repeated: selection.repeated))
        }
        try StandardOutput.write(
            "\(chosen.count) questions" + (missing == 0 ? "\n" : ", \(missing) of them without a prediction\n")
                + RecallFigures.line("exact match", exactMatch) + RecallFigures.line("F1", f1))
    }

    private func write(
        _ scores: AnswerScores, _ answers: [QuestionKey: String], _ questions: [Question], to file: URL
    ) throws {
        var lines = Data()
        for (question, score) in zip(questions, scores.scores) {
            lines += try JSONLine(
                Scored(
                    question: question.text, prediction: answers[QuestionKey(question.text)],
                    exactMatch: score.exactMatch, f1: score.f1)
            ).data
        }
        try DurableFile.write(lines, to: file)
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let questions, missing: Int
        let exactMatch, f1: Double
        let interval95: Intervals
        let part: String
        let heldOut, leftOut, repeated: Int

        struct Intervals: Encodable { let exactMatch, f1: [Double] }
    }

    /// A line of `--out`.
    private struct Scored: Encodable {
        let question: String
        let prediction: String?
        let exactMatch, f1: Double

        private enum CodingKeys: String, CodingKey { case question, prediction, exactMatch, f1 }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(question, forKey: .question)
            // Written as null where there is none: an empty text would be an answer.
            try fields.encode(prediction, forKey: .prediction)
            try fields.encode(exactMatch, forKey: .exactMatch)
            try fields.encode(f1, forKey: .f1)
        }
    }
}
