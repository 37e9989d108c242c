import ArgumentParser

/// `pyramidion eval`: measure on questions.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure retrieval or answers on questions.",
        discussion: """
            Example:
              pyramidion eval answers --run my-project --questions questions.jsonl --part test
            """,
        subcommands: [EvalRetrievalCommand.self, EvalAnswersCommand.self])
}
