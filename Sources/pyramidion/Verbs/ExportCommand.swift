import ArgumentParser
import Checkpoints
import Foundation

/// `pyramidion export`: a model in the layout of the released checkpoints.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a model in the layout of the released checkpoints, which transformers 4.40.2 loads.",
        discussion: """
            A project with a reader becomes RealmForOpenQA: config.json, model.safetensors, vocab.txt, block_records.npy. A \
            run or model with one part becomes that part's class; of several parts name one with --layout. The layout has \
            embedders with pooler and layer norm only; what else it cannot say is printed.

            --json prints an object: out, layout, blocks, differences.

            Example:
              pyramidion export my-project --out my-project-openqa
              pyramidion export my-project/pretrain --layout embedder --out my-embedder
            """)

    @Argument(help: ArgumentHelp("A project, run or model folder.", valueName: "folder"))
    var source: URL

    @Option(help: "Which layout: embedder, scorer, encoder, reader or openqa.")
    var layout: ReleasedLayout?

    @Option(help: ArgumentHelp("The folder to make.", valueName: "dir"))
    var out: URL

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let progress = Progress("export")
        let report = try CheckpointExport.run(source, as: layout, to: out, progress: progress.show)
        if json {
            return try StandardOutput.writeJSON(
                Result(
                    out: out.path, layout: report.layout.rawValue, blocks: report.blocks,
                    differences: report.differences))
        }
        for difference in report.differences { progress.note("note: \(difference)") }
        let blocks = report.blocks > 0 ? " with \(report.blocks) blocks" : ""
        try StandardOutput.write("\(out.path): \(report.layout.rawValue)\(blocks)\n")
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let out, layout: String
        let blocks: Int
        let differences: [String]
    }
}
