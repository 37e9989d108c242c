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
            done, or when the process named by --parent is gone. Started before the trainer, it waits for the settings \
            of the run.

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
        let run = RunFolder(folder)
        let store = try BlockStore(opening: corpus)
        guard waitForSettings(of: run) else { return }
        let configuration = try settings.configuration(over: RunConfiguration.of(run: folder))
        try configuration.engine.apply()
        let refresher = Refresher(
            run: run, store: store, documentTokens: configuration.embedder.documentTokens, shard: shard ?? .whole,
            parent: parent)
        try refresher.refreshUntilDone { StandardError.write($0 + "\n") }
    }

    /// Waits until the trainer has written its settings, with which alone blocks may be embedded, and says so once.
    /// - Returns: false when the process named by `--parent` has ended before.
    private func waitForSettings(of run: RunFolder) -> Bool {
        func isWritten() -> Bool { FileManager.default.fileExists(atPath: run.configuration.path) }
        if !isWritten() {
            StandardError.write("\(run.configuration.path): not there yet; waiting for the trainer to write it\n")
        }
        let trainer = TrainerProcess(parent)
        while !isWritten() {
            guard trainer.isAlive else { return false }
            Thread.sleep(forTimeInterval: 0.5)
        }
        return true
    }
}
