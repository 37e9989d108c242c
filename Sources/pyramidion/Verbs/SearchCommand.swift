import Answering
import ArgumentParser
import Learning

/// `pyramidion search`: passages for a text, by the retriever, BM25 or both.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find passages for a text, by the retriever, BM25 or both.",
        discussion: """
            --json prints an object: hits[{block, score, title, text}], the best first.

            Example:
              pyramidion search --run my-project -k 5 "stone towers in Ireland"
            """)

    @OptionGroup var model: ModelOptions

    @Argument(help: ArgumentHelp("The text to find passages for.", valueName: "query"))
    var query: String

    @Option(name: [.customShort("k"), .customLong("count")], help: "How many hits.")
    var count = 10

    @Option(help: "Which search: dense, lexical or hybrid.")
    var from: FinetuneSettings.PassageSource?

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws { try HitCount.check(count) }

    func run() throws {
        let answerer = try model.answerer(settings)
        try FoundPassages(try answerer.search(query, count: count, from: from)).write(asJSON: json)
    }
}
