import Answering
import ArgumentParser
import Corpora
import DurableFiles
import Foundation
import Learning

/// `pyramidion embed`: texts as vectors.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Turn texts into the vectors that the retriever compares.",
        discussion: """
            Without texts, they are read from --input or standard input, one a line. A .jsonl file, or with --jsonl any \
            input, has JSON lines with text, perhaps id, and for documents perhaps title, with which they are embedded as \
            the blocks of a corpus are.

            Prints a JSON object a line: id and title (where the text has them), text, vector; --json asks for the same. \
            --out FILE.npy writes a matrix of float32 instead, a row a text in their order, which numpy.load reads; --out \
            FILE.jsonl writes the lines to a file. The file appears when all texts are embedded. With --out, --json prints \
            an object: out, texts, width.

            Example:
              pyramidion embed --model pretrain "Who built the tower?" "the oldest stone bridge"
              pyramidion embed --model pretrain --as document --input passages.jsonl --out passages.npy
            """)

    @Option(help: ArgumentHelp("The run or model whose embedder is used.", valueName: "run"))
    var model: URL

    @Argument(help: "The texts.")
    var texts: [String] = []

    @Option(help: ArgumentHelp("Read the texts from this file.", valueName: "file"))
    var input: URL?

    @Flag(help: "The input is JSON lines with text, and perhaps id and title.")
    var jsonl = false

    @Option(name: .customLong("as"), help: "What the texts are: query or document.")
    var role = TextEmbedder.Role.query

    @Option(help: ArgumentHelp("Write the vectors to this file, .npy or .jsonl.", valueName: "file"))
    var out: URL?

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard texts.isEmpty || (input == nil && !jsonl) else {
            throw ValidationError("texts were given; --input and --jsonl are for texts that are read")
        }
        guard let out else { return }
        guard EmbeddingOutput.Format(out) != nil else {
            throw ValidationError("--out is \(out.lastPathComponent); expected a name that ends in .npy or .jsonl")
        }
        func path(_ file: URL) -> String { file.absoluteURL.standardizedFileURL.resolvingSymlinksInPath().path }
        guard input.map(path) != path(out) else {
            throw ValidationError("--out is the file that is read; name another")
        }
    }

    func run() throws {
        if let out { try DurableFile.checkCanWrite(out) }
        let configuration = try settings.configuration(over: RunConfiguration.of(run: model))
        try configuration.engine.apply()
        let embedder = try TextEmbedder(model: model, configuration: configuration)
        var records = try TextRecords(given: texts, file: input, isJSON: jsonl || isJSONLines)
        let output = try EmbeddingOutput(out, width: embedder.width)
        var batch: [TextRecord] = []
        var count = 0
        while let record = try records.next() {
            guard role == .document || record.title?.isEmpty ?? true else {
                throw records.problem("it has a title, which queries have not; use --as document, or leave it out")
            }
            batch.append(record)
            count += 1
            // As many as make long products; more would only hold back the first of them.
            guard batch.count == 64 else { continue }
            try output.write(batch, vectors(of: batch, embedder))
            batch = []
        }
        try output.write(batch, vectors(of: batch, embedder))
        try output.finish()
        guard let out else { return }
        if json { return try StandardOutput.writeJSON(Result(out: out.path, texts: count, width: embedder.width)) }
        try StandardOutput.write("\(out.path): \(count) vectors of \(embedder.width) elements\n")
    }

    /// Whether the name of the input tells that it is JSON lines; a final .gz or .bz2 does not count.
    private var isJSONLines: Bool {
        input.flatMap { DocumentFormat(namedBy: $0) } == .jsonl
    }

    private func vectors(of records: [TextRecord], _ embedder: TextEmbedder) throws -> [[Float]] {
        switch role {
        case .query: try embedder.embeddings(of: records.map(\.text), as: .query)
        case .document:
            try embedder.embeddings(of: records.map { Document(title: $0.title ?? "", text: $0.text) })
        }
    }

    /// What `--json` prints where the vectors go to a file.
    private struct Result: Encodable {
        let out: String
        let texts, width: Int
    }
}
