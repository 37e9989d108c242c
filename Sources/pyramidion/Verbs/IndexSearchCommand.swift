import Answering
import ArgumentParser
import Foundation
import Learning

/// `pyramidion index search`: the blocks with the greatest inner products, without BM25.
struct IndexSearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the blocks whose vectors fit a text best.",
        discussion: """
            --json prints an object: hits[{block, score, title, text}], the best first.

            Example:
              pyramidion index search --index index --model pretrain --corpus corpus -k 5 "stone towers in Ireland"
            """)

    @Option(help: ArgumentHelp("Index generations.", valueName: "dir"))
    var index: URL

    @Option(help: ArgumentHelp("The run or model whose embedder reads the text.", valueName: "run"))
    var model: URL

    @Option(help: ArgumentHelp("The corpus of the index.", valueName: "dir"))
    var corpus: URL

    @Argument(help: ArgumentHelp("The text to find blocks for.", valueName: "query"))
    var query: String

    @Option(name: [.customShort("k"), .customLong("count")], help: "How many hits.")
    var count = 10

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws { try HitCount.check(count) }

    func run() throws {
        let configuration = try settings.configuration(over: RunConfiguration.of(run: model))
        try configuration.engine.apply()
        let answerer = try Answerer(
            model: model, corpus: corpus, index: index, lexical: nil, configuration: configuration)
        try FoundPassages(try answerer.search(query, count: count, from: .dense)).write(asJSON: json)
    }
}
