import ArgumentParser
import Corpora
import Foundation
import Learning

/// `pyramidion refresh`: embeds the corpus with each snapshot of a pre-training run (paper §3.3).
struct RefreshCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Rebuild the index of a pre-training run whenever it publishes new weights.",
        discussion: """
            `pyramidion pretrain` starts this process itself, unless it is told --no-refresher. It ends when the run is \
            done, or when the process named by --parent is gone.

            Several refreshers, on several machines that share the folders, divide the corpus among them with --shard; the \
            last one to be done joins the parts. Start the trainer with --no-refresher then.

            Example:
              pyramidion refresh --run pretrain --corpus corpus
              pyramidion refresh --run pretrain --corpus corpus --shard 2/3
            """)

    @Option(name: .customLong("run"), help: ArgumentHelp("The pre-training run.", valueName: "run"))
    var folder: URL

    @Option(help: ArgumentHelp("The run's corpus.", valueName: "dir"))
    var corpus: URL

    @Option(
        help: ArgumentHelp("Embed only this part of the corpus, such as 2/3: the second of three.", valueName: "i/n"))
    var shard: RefreshShard?

    @Option(help: ArgumentHelp("End with this process.", valueName: "pid"))
    var parent: Int32?

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        let configuration = try settings.configuration(over: RunConfiguration.of(run: folder))
        try configuration.engine.apply()
        let refresher = Refresher(
            run: RunFolder(folder), store: try BlockStore(opening: corpus),
            documentTokens: configuration.embedder.documentTokens, shard: shard ?? .whole, parent: parent)
        try refresher.refreshUntilDone { StandardError.write($0 + "\n") }
    }
}
