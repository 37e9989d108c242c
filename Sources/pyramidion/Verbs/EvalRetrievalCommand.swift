import Answering
import ArgumentParser
import DurableFiles
import Evaluation
import Foundation
import Learning

/// `pyramidion eval retrieval`: recall@k of passages or pages, and the mean reciprocal rank of the first right one.
struct EvalRetrievalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrieval",
        abstract: "Measure how often a right passage is among the first k.",
        discussion: """
            A passage is right when it holds an answer; for a question without answers, when it is of a gold document \
            ("gold": document ids). With --pages a page title is right when it is one of "pages", or a gold document's.

            --json prints an object: questions, recall{1,5,20}, meanReciprocalRank, interval95{recall{1,5,20}: [low, high], \
            meanReciprocalRank: [low, high]}, from, part, cut (questions read only in part, for they are too long), heldOut \
            (questions of the files that are held out), leftOut (lines of the files that hold no question), repeated \
            (questions that stand there again, and count once). --hits writes a JSON line a question: question, rank \
            (from 1, or null), blocks.

            Example:
              pyramidion eval retrieval --run my-project --questions questions.jsonl --part dev --from dense
            """)

    @OptionGroup var model: ModelOptions

    @OptionGroup var questions: QuestionOptions

    @Option(help: "Which search finds the passages: dense, lexical or hybrid.")
    var from: FinetuneSettings.PassageSource?

    @Flag(help: "Judge pages by their titles instead of passages.")
    var pages = false

    @Option(help: ArgumentHelp("Write what was found for each question.", valueName: "file"))
    var hits: URL?

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        if let hits { try DurableFile.checkCanWrite(hits) }
        let progress = Progress("eval")
        let selection = try questions.questions(usual: .dev, note: progress.note)
        let chosen = selection.questions
        let answerer = try model.answerer(settings)
        let source = from ?? answerer.defaultSource
        let outcome = try RetrievalEvaluation(
            answerer, questions: chosen, from: source, unit: pages ? .page : .passage
        ).run(progress: progress.show)
        RecallFigures.tellCut(outcome.cut, progress.note)
        if let hits { try write(outcome, chosen, to: hits) }
        let recall = RecallFigures(outcome.scores)
        let rank = outcome.scores.meanReciprocalRank()
        if json {
            return try StandardOutput.writeJSON(
                Result(
                    questions: chosen.count, recall: recall.shares, meanReciprocalRank: rank.mean,
                    interval95: .init(
                        recall: recall.intervals,
                        meanReciprocalRank: [rank.interval95.lower, rank.interval95.upper]),
                    from: source.rawValue, part: (questions.part ?? .dev).rawValue, cut: outcome.cut,
                    heldOut: selection.heldOut, leftOut: selection.leftOut, repeated: selection.repeated))
        }
        try StandardOutput.write(
            "\(chosen.count) questions, \(source.rawValue) search\n" + recall.lines
                + RecallFigures.line("mean 1/rank", rank, Written.number))
    }

    private func write(_ outcome: RetrievalEvaluation.Outcome, _ questions: [Question], to file: URL) throws {
        var lines = Data()
        for (number, question) in questions.enumerated() {
            lines += try JSONLine(
                FoundBlocks(
                    question: question.text, rank: outcome.scores.firstRelevant[number], blocks: outcome.ranked[number])
            ).data
        }
        try DurableFile.write(lines, to: file)
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let questions: Int
        let recall: [String: Double]
        let meanReciprocalRank: Double
        let interval95: Intervals
        let from, part: String
        let cut, heldOut, leftOut, repeated: Int

        struct Intervals: Encodable {
            let recall: [String: [Double]]
            let meanReciprocalRank: [Double]
        }
    }

    /// A line of `--hits`.
    private struct FoundBlocks: Encodable {
        let question: String
        let rank: Int?
        let blocks: [Int]

        private enum CodingKeys: String, CodingKey { case question, rank, blocks }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(question, forKey: .question)
            // Written as null where nothing right was found, so that every line has the same fields.
            try fields.encode(rank, forKey: .rank)
            try fields.encode(blocks, forKey: .blocks)
        }
    }
}
