import ArgumentParser
import Corpora
import DurableFiles
import Foundation
import Learning
import LexicalSearch
import VectorSearch

/// `pyramidion index build`: every block as a vector, or every word with its blocks.
struct IndexBuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Embed every block of a corpus, or (--lexical) index its words for BM25.",
        discussion: """
            A vector index becomes the next generation in its folder, which readers open from then on; a build that was \
            ended goes on, and one that would change nothing is skipped.

            --json prints an object: index, kind (dense or lexical), blocks, and for dense indexes generation and width.

            Example:
              pyramidion index build --model pretrain --corpus corpus --out index
              pyramidion index build --lexical --corpus corpus --out lexical
              pyramidion index build --lexical --context-tokens 200 --corpus corpus --out lexical
              pyramidion index build --lexical --memory 2048 --corpus wikipedia --out lexical
            """)

    @Option(help: ArgumentHelp("The run or model whose embedder is used.", valueName: "run"))
    var model: URL?

    @Flag(help: "Index words instead of vectors.")
    var lexical = false

    @Option(
        help: ArgumentHelp(
            "With --lexical: index each block with its neighbours, up to so many word pieces.", valueName: "count"))
    var contextTokens = 0

    @Option(
        help: ArgumentHelp(
            "With --lexical: the memory for sorting postings; more are sorted in parts on the disk.", valueName: "MiB"))
    var memory = LexicalIndexBuilder.usualMemory >> 20

    @Option(help: ArgumentHelp("The corpus.", valueName: "dir"))
    var corpus: URL

    @Option(help: ArgumentHelp("Where the index comes to be.", valueName: "dir"))
    var out: URL

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (model != nil) != lexical else { throw ValidationError("name a model with --model, or give --lexical") }
        guard lexical || contextTokens == 0 else { throw ValidationError("--context-tokens goes with --lexical") }
        guard (16...1 << 20).contains(memory) else { throw ValidationError("--memory must be 16 MiB or more") }
        guard contextTokens >= 0 else { throw ValidationError("--context-tokens must be 0 or more") }
    }

    func run() throws {
        try DurableFolder.checkIsApart(out, from: [corpus] + [model].compactMap { $0 })
        let store = try BlockStore(opening: corpus)
        let progress = Progress("index")
        if let model {
            try buildDense(ModelBundle(opening: model), over: RunConfiguration.of(run: model), store, progress)
        } else {
            try LexicalIndexBuilder.build(
                count: store.count, corpus: store.fingerprint,
                document: { block in
                    let context = PassageContext(around: block, tokens: contextTokens, store: store)
                    return (store.title(of: block), context.blocks.map(store.text(of:)).joined(separator: " "))
                }, to: out, memory: memory << 20, progress: progress.show)
            try tell(Result(index: out.path, kind: "lexical", blocks: store.count))
        }
    }

    private func buildDense(
        _ bundle: ModelBundle, over base: RunConfiguration, _ store: BlockStore, _ progress: Progress
    ) throws {
        let configuration = try settings.configuration(over: base)
        try configuration.engine.apply()
        let folder = GenerationFolder(out)
        let fingerprint = try bundle.embedderFingerprint()
        // A current generation that cannot be opened is no reason not to build one that can.
        let current = (try? folder.current()) ?? nil
        let documentTokens = configuration.embedder.documentTokens
        if let current, current.manifest.corpus == store.fingerprint, current.manifest.model == fingerprint,
            current.manifest.isOf(documentTokens: documentTokens)
        {
            progress.note("\(out.path) is up to date")
            return try tell(Result(current.manifest, out))
        }
        let number = try folder.nextNumber()
        try IndexRefresh.build(
            bundle, number: number, step: 0, in: folder, store: store,
            documentTokens: documentTokens, progress: progress.show)
        try tell(Result(folder.open(number: number).manifest, out))
    }

    private func tell(_ result: Result) throws {
        if json { return try StandardOutput.writeJSON(result) }
        let generation = result.generation.map { ", generation \($0)" } ?? ""
        try StandardOutput.write("\(result.index): \(result.kind) index of \(result.blocks) blocks\(generation)\n")
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let index, kind: String
        let blocks: Int
        var generation: Int?
        var width: Int?

        init(index: String, kind: String, blocks: Int) {
            self.index = index
            self.kind = kind
            self.blocks = blocks
        }

        init(_ manifest: IndexManifest, _ folder: URL) {
            self.init(index: folder.path, kind: "dense", blocks: manifest.count)
            generation = manifest.number
            width = manifest.width
        }
    }
}
