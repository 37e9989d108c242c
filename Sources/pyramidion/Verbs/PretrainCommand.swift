import ArgumentParser
import DurableFiles
import Evaluation
import Foundation
import Learning

/// `pyramidion pretrain`: REALM's pre-training (paper §3), retriever and encoder together, no labels.
struct PretrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pretrain",
        abstract: "Train retriever and encoder together on masked sentences, with an index that is rebuilt meanwhile.",
        discussion: """
            Settings that are not named are those of the embedder's run, and the encoder's for sections encoder and \
            reading. In asynchronous mode (refresh.mode) a second process, `pyramidion refresh`, rebuilds the index while \
            training goes on. Typed again, the command goes on where it stopped.

            With --queries the masked sentences come from another corpus than the passages (--corpus) that they are looked \
            up in. With --probe each new index is asked questions, for the log only: probe.recall@1, @5 and @20; held-out \
            ones are left out.

            Example:
              pyramidion pretrain --corpus corpus --embedder warm/embedder --encoder warm/encoder --out pretrain
            """)

    @Option(help: ArgumentHelp("The run of the warm-started embedder.", valueName: "run"))
    var embedder: URL

    @Option(help: ArgumentHelp("The run of the warm-started encoder.", valueName: "run"))
    var encoder: URL

    @OptionGroup var training: TrainingOptions

    @Option(help: ArgumentHelp("Take the masked sentences from this corpus.", valueName: "dir"))
    var queries: URL?

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("Question files to ask of each new index.", valueName: "file"))
    var probe: [URL] = []

    @Flag(name: .customLong("no-refresher"), help: "Start no second process; run `pyramidion refresh` yourself.")
    var withoutRefresher = false

    func run() throws {
        let retriever = try ModelBundle(opening: embedder)
        let reader = try ModelBundle(opening: encoder)
        var base = try RunConfiguration.of(run: embedder)
        let other = try RunConfiguration.of(run: encoder)
        base.encoder = other.encoder
        base.reading = other.reading
        let questions = try probe.flatMap { try QuestionFile.read($0).questions }
        try training.run("pretrain", over: base, queries: queries) { inputs in
            let refresher = inputs.configuration.refresh.mode == .asynchronous && !withoutRefresher
            try Pretraining.train(
                inputs, embedder: retriever, encoder: reader, refresher: refresher ? try makeRefresher() : nil,
                probe: questions)
        }
    }

    /// This program again, as the process that rebuilds the index of the run.
    private func makeRefresher() throws(FileProblem) -> RefresherProcess {
        RefresherProcess(
            executable: try ThisProgram.executable(
                "to start the refresher; use --no-refresher and run `pyramidion refresh` yourself"),
            arguments: ["refresh", "--run", training.out.path, "--corpus", training.corpus.path],
            log: training.out.appending(path: "refresher.log"))
    }
}
