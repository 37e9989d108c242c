import ArgumentParser

/// `pyramidion eval`: measure on questions, or on masked spans.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure retrieval or answers on questions, or retrieval on masked spans.",
        discussion: """
            Example:
              pyramidion eval answers --run my-project --questions questions.jsonl --part test
            """,
        subcommands: [EvalRetrievalCommand.self, EvalAnswersCommand.self, EvalSpansCommand.self])
}
