import ArgumentParser

/// `pyramidion index`: build, search and verify indexes.
struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Build, search or verify an index of a corpus.",
        discussion: """
            Example:
              pyramidion index build --model pretrain --corpus corpus --out index
            """,
        subcommands: [IndexBuildCommand.self, IndexSearchCommand.self, IndexVerifyCommand.self])
}
