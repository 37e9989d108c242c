import ArgumentParser
import Checkpoints
import Foundation

/// `pyramidion import`: a released checkpoint, ready for the other verbs.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a project or a model of a released checkpoint (google/realm-*).",
        discussion: """
            Reads config.json, vocab.txt and the weights (model.safetensors or pytorch_model.bin, also in shards) of \
            RealmEmbedder, RealmScorer, RealmKnowledgeAugEncoder, RealmReader or RealmForOpenQA. Open QA, whose folder also \
            has block_records.npy, becomes a project with corpus and index, to be named with --run; the others become a \
            model, to be named with --model. Nothing in a file of PyTorch's is run.

            --json prints an object: out, layout (embedder, scorer, encoder, reader or openqa), blocks, project.

            Example:
              pyramidion import realm-orqa-nq-openqa --out nq
              pyramidion ask --run nq "Who is the pioneer in modern computer science?"
            """)

    @Argument(help: ArgumentHelp("The folder of the checkpoint.", valueName: "folder"))
    var source: URL

    @Option(help: ArgumentHelp("The project or model to make.", valueName: "dir"))
    var out: URL

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let corpus = Progress("corpus")
        let index = Progress("index")
        let report = try CheckpointImport.run(source, to: out) { stage, done, total in
            switch stage {
            case .corpus: corpus.show(done, total)
            case .index: index.show(done, total)
            }
        }
        if json {
            return try StandardOutput.writeJSON(
                Result(
                    out: out.path, layout: report.layout.rawValue, blocks: report.blocks, project: report.isProject))
        }
        let blocks = report.isProject ? " with \(report.blocks) blocks" : ""
        try StandardOutput.write("\(out.path): \(report.layout.rawValue)\(blocks)\n")
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let out, layout: String
        let blocks: Int
        let project: Bool
    }
}
