import Answering
import ArgumentParser
import DurableFiles
import Foundation
import Learning

/// `pyramidion embed`: texts as vectors.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Turn texts into the vectors that the retriever compares.",
        discussion: """
            Without texts, they are read from standard input, one a line. Prints an object a line: text, vector.

            Example:
              pyramidion embed --model pretrain "Who built the tower?" "the oldest stone bridge"
            """)

    @Option(help: ArgumentHelp("The run or model whose embedder is used.", valueName: "run"))
    var model: URL

    @Argument(help: "The texts.")
    var texts: [String] = []

    @Option(name: .customLong("as"), help: "What the texts are: query or document.")
    var role = TextEmbedder.Role.query

    @OptionGroup var settings: SettingsOptions

    func run() throws {
        let configuration = try settings.configuration(over: RunConfiguration.of(run: model))
        try configuration.engine.apply()
        let embedder = try TextEmbedder(model: model, configuration: configuration)
        if !texts.isEmpty { return try write(texts, embedder) }
        var lines = InputLines()
        var batch: [String] = []
        while let line = try lines.next() {
            batch.append(line)
            // As many as make long products; more would only hold back the first of them.
            guard batch.count == 64 else { continue }
            try write(batch, embedder)
            batch = []
        }
        try write(batch, embedder)
    }

    private func write(_ texts: [String], _ embedder: TextEmbedder) throws {
        for (text, vector) in zip(texts, try embedder.embeddings(of: texts, as: role)) {
            try StandardOutput.writeJSON(EmbeddedText(text: text, vector: vector))
        }
    }

    /// A line of the output.
    private struct EmbeddedText: Encodable {
        let text: String
        let vector: [Float]
    }
}
