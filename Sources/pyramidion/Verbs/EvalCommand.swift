import ArgumentParser

/// `pyramidion eval`: measure on questions, or on masked spans.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure retrieval and answers on questions or masked spans, and compare systems.",
        discussion: """
            Example:
              pyramidion eval answers --run my-project --questions questions.jsonl --part test
            """,
        subcommands: [
            EvalRetrievalCommand.self, EvalAnswersCommand.self, EvalSpansCommand.self, EvalScoreCommand.self,
            EvalCompareCommand.self,
        ])
}
