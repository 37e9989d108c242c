import ArgumentParser
import Foundation
import Learning
import Wordpieces

/// `pyramidion warmstart`: what comes before pre-training (paper §3.4), so that retrieval is of use from the first step.
struct WarmstartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "warmstart",
        abstract: "Teach an embedder to find a sentence's block, or an encoder to read with a passage at hand.",
        discussion: """
            The embedder learns by the inverse cloze task, or from recurring spans (warmstart.task), starting from the \
            weights in embedder.start; the encoder fills masks beside passages that hold the words, starting from \
            encoder.start. Typed again, the command goes on.

            Example:
              pyramidion warmstart --part embedder --corpus corpus --vocabulary vocab.txt --out warm/embedder \\
                --set embedder.start=models/bert-tiny
            """)

    /// The two models that are warm-started.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case embedder, encoder
    }

    @Option(help: "Which model learns: embedder or encoder.")
    var part: Part

    @Option(help: ArgumentHelp("The vocabulary of the start weights.", valueName: "vocab.txt"))
    var vocabulary: URL?

    @Option(help: ArgumentHelp("Go on with the embedder of another run instead of start weights.", valueName: "run"))
    var continueFrom: URL?

    @Option(help: ArgumentHelp("Take the encoder's masked sentences from this corpus.", valueName: "dir"))
    var queries: URL?

    @OptionGroup var training: TrainingOptions

    func validate() throws {
        guard continueFrom == nil || part == .embedder else {
            throw ValidationError("--continue-from is for --part embedder")
        }
        guard queries == nil || part == .encoder else { throw ValidationError("--queries is for --part encoder") }
        guard vocabulary != nil || continueFrom != nil else {
            throw ValidationError("--vocabulary is missing: name the vocab.txt of the start weights")
        }
    }

    func run() throws {
        if let continueFrom {
            let bundle = try ModelBundle(opening: continueFrom)
            return try training.run("warmstart", over: RunConfiguration.of(run: continueFrom)) {
                try WarmStart.continueEmbedder($0, from: bundle)
            }
        }
        guard let vocabulary else { return }
        let pieces = try Vocabulary(contentsOf: vocabulary)
        switch part {
        case .embedder: try training.run("embedder") { try WarmStart.trainEmbedder($0, vocabulary: pieces) }
        case .encoder:
            try training.run("encoder", queries: queries) { try WarmStart.trainEncoder($0, vocabulary: pieces) }
        }
    }
}
