import ArgumentParser
import DurableFiles
import Foundation
import LexicalSearch
import VectorSearch

/// `pyramidion index verify`: compares every byte with its checksum.
struct IndexVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare every byte of an index with its checksum.",
        discussion: """
            Checks all generations of a vector index, or a lexical index.

            --json prints an object: index, kind (dense or lexical), current, generations[{number, blocks, width, corpus, \
            model, step}].

            Example:
              pyramidion index verify pretrain/index
            """)

    @Argument(help: ArgumentHelp("The folder of an index.", valueName: "dir"))
    var index: URL

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let folder = GenerationFolder(index)
        let numbers = try folder.numbers()
        if numbers.isEmpty {
            guard FileManager.default.fileExists(atPath: index.appending(path: "manifest.json").path) else {
                throw FileProblem(index, "holds no index; expected what `pyramidion index build` made")
            }
            let lexical = try LexicalIndex(opening: index, thoroughly: true)
            return try tell(
                Result(index: index.path, kind: "lexical", current: nil, generations: []),
                "lexical index of \(lexical.count) blocks: intact")
        }
        let generations = try numbers.map { Generation(try folder.open(number: $0, thoroughly: true).manifest) }
        let current = try folder.currentNumber()
        let lines = generations.map { generation in
            "generation \(generation.number)\(generation.number == current ? " (current)" : ""): "
                + "\(generation.blocks) vectors of width \(generation.width): intact"
        }
        try tell(
            Result(index: index.path, kind: "dense", current: current, generations: generations),
            lines.joined(separator: "\n"))
    }

    private func tell(_ result: Result, _ words: String) throws {
        if json { return try StandardOutput.writeJSON(result) }
        try StandardOutput.write(words + "\n")
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let index, kind: String
        let current: Int?
        let generations: [Generation]
    }

    private struct Generation: Encodable {
        let number, blocks, width: Int
        let corpus, model: String
        /// The trainer's step when it wrote the weights.
        let step: Int

        init(_ manifest: IndexManifest) {
            number = manifest.number
            blocks = manifest.count
            width = manifest.width
            corpus = manifest.corpus.hexadecimal
            model = manifest.model.hexadecimal
            step = manifest.step
        }
    }
}
