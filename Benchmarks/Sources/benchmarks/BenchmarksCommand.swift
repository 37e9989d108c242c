import ArgumentParser

/// `benchmarks`, with a verb for each measurement.
struct BenchmarksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract: "Measures Pyramidion; prints one line of JSON.",
        discussion: """
            The scripts in peers/ measure the same on the same inputs, and `Benchmarks/run` runs both in turns.

            Example:
              benchmarks step --model tiny --threads 2 --share /tmp/shared
            """,
        subcommands: [StepCommand.self, EmbeddingCommand.self, SearchCommand.self])
}
