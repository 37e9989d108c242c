import ArgumentParser
import Corpora
import DurableFiles
import Foundation
import Masking

/// `pyramidion corpus show`: what a corpus holds, one of its blocks, or the salient spans of all.
struct CorpusShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Say what a corpus holds, show one of its blocks, or list its salient spans.",
        discussion: """
            --json prints an object: blocks, documents, tokens, blockTokens, fingerprint, vocabulary; with --block: block, \
            document, title, text, tokens, sentences (UTF-8 byte ranges in the text).

            --spans prints a JSON line a block with what the built-in finder finds: id (the block), text, sentences, \
            spans (start, end in UTF-8 bytes; label NAME, DATE or NUMBER). Of these, names and dates that other blocks \
            hold too are masked, as the settings of masking say; numbers never are. masking.spans reads such lines, \
            from any tagger; with --block only that block's line is printed.

            Example:
              pyramidion corpus show corpus --block 12
            """)

    @Argument(help: ArgumentHelp("A corpus.", valueName: "dir"))
    var corpus: URL

    @Option(help: ArgumentHelp("The block to show, counted from 0.", valueName: "number"))
    var block: Int?

    @Flag(help: "Compare every byte with its checksum.")
    var verify = false

    @Flag(help: "Print the salient spans of every block as JSON lines.")
    var spans = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let store = try BlockStore(opening: corpus, thoroughly: verify)
        if let block, !(0..<store.count).contains(block) {
            throw FileProblem(corpus, "there is no block \(block); expected a number from 0 to \(store.count - 1)")
        }
        if spans { return try printSpans(of: store) }
        if let block {
            let shown = ShownBlock(block, of: store)
            if json { return try StandardOutput.writeJSON(shown) }
            return try StandardOutput.write(
                "block \(block) of document \(shown.document), \(shown.tokens) word pieces\n\(shown.title)\n\n"
                    + "\(shown.text)\n")
        }
        let summary = Summary(store.manifest)
        if json { return try StandardOutput.writeJSON(summary) }
        try StandardOutput.write(
            """
            blocks        \(summary.blocks), of at most \(summary.blockTokens) word pieces
            documents     \(summary.documents)
            word pieces   \(summary.tokens)
            fingerprint   \(summary.fingerprint)
            vocabulary    \(summary.vocabulary)

            """)
    }

    private func printSpans(of store: BlockStore) throws {
        let finder = SalientSpanFinder(learningFrom: store)
        for number in block.map({ $0..<$0 + 1 }) ?? 0..<store.count {
            try StandardOutput.writeJSON(SpanLine(number, of: store, finder))
        }
    }

    /// A line of `--spans`.
    private struct SpanLine: Encodable {
        struct Span: Encodable {
            let start, end: Int
            let label: String
        }

        let id: Int
        let text: String
        let sentences: [[Int]]
        let spans: [Span]

        init(_ block: Int, of store: BlockStore, _ finder: SalientSpanFinder) {
            id = block
            text = store.text(of: block)
            let ranges = store.sentenceBytes(of: block)
            sentences = ranges.map { [$0.lowerBound, $0.upperBound] }
            spans = finder.spans(in: text, sentences: ranges).map {
                Span(start: $0.range.lowerBound, end: $0.range.upperBound, label: $0.kind.rawValue.uppercased())
            }
        }
    }

    /// What `--json` prints.
    private struct Summary: Encodable {
        let blocks, documents, tokens, blockTokens: Int
        let fingerprint, vocabulary: String

        init(_ manifest: BlockStoreManifest) {
            blocks = manifest.blocks
            documents = manifest.documents
            tokens = manifest.tokens
            blockTokens = manifest.options.blockTokens
            fingerprint = manifest.content.hexadecimal
            vocabulary = manifest.vocabulary.hexadecimal
        }
    }

    /// What `--block --json` prints.
    private struct ShownBlock: Encodable {
        let block: Int
        let document, title, text: String
        let tokens: Int
        /// Where each sentence starts and ends in `text`, in UTF-8 bytes.
        let sentences: [[Int]]

        init(_ block: Int, of store: BlockStore) {
            self.block = block
            document = store.documentId(of: block)
            title = store.title(of: block)
            text = store.text(of: block)
            tokens = store.tokenCount(of: block)
            sentences = store.sentenceBytes(of: block).map { [$0.lowerBound, $0.upperBound] }
        }
    }
}
