import Answering
import ArgumentParser
import Foundation

/// `pyramidion ask`: a question, answered with a span of a passage.
struct AskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Answer questions from the corpus, each with its source and a probability.",
        discussion: """
            Without a question, questions are read from standard input, one a line.

            --json prints an object a line: question, answers[{text, probability, block, title, start, end, context}] with \
            start and end in UTF-8 bytes of the block's text, passages[{block, title, score, probability}] with p(z|x) as \
            the probability, milliseconds.

            Example:
              pyramidion ask --run my-project "Who built the tower?"
            """)

    @OptionGroup var model: ModelOptions

    @Argument(help: "The question.")
    var question: String?

    @Option(name: [.customShort("n"), .customLong("count")], help: "How many answers at most.")
    var count = 3

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON, one object a question.")
    var json = false

    func validate() throws { try HitCount.check(count) }

    func run() throws {
        let answerer = try model.answerer(settings)
        if let question { return try write(answerer.answer(question, count: count)) }
        var lines = InputLines()
        var hasFailed = false
        while let line = try lines.next() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            do { try write(answerer.answer(line, count: count)) } catch let problem as QuestionProblem {
                // One question that cannot be asked is no reason to leave the others without an answer.
                StandardError.write("pyramidion: line \(lines.number): \(problem)\n")
                hasFailed = true
            }
        }
        if hasFailed { throw ExitCode.failure }
    }

    private func write(_ response: Response) throws {
        if json { return try StandardOutput.writeJSON(AnsweredQuestion(response)) }
        try StandardOutput.write(AnswerPage(response, onTerminal: StandardOutput.isTerminal).text)
    }
}
