import ArgumentParser

/// `pyramidion corpus`: build a corpus, look at one.
struct CorpusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus",
        abstract: "Make a corpus of documents, or look at one.",
        discussion: """
            Example:
              pyramidion corpus build notes/ --vocabulary vocab.txt --out corpus
            """,
        subcommands: [CorpusBuildCommand.self, CorpusShowCommand.self])
}
