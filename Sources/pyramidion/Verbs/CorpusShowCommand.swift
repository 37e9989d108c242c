import ArgumentParser
import Corpora
import DurableFiles
import Foundation

/// `pyramidion corpus show`: what a corpus holds, or one of its blocks.
struct CorpusShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Say what a corpus holds, or show one of its blocks.",
        discussion: """
            --json prints an object: blocks, documents, tokens, blockTokens, fingerprint, vocabulary; with --block: block, \
            document, title, text, tokens, sentences (UTF-8 byte ranges in the text).

            Example:
              pyramidion corpus show corpus --block 12
            """)

    @Argument(help: ArgumentHelp("A corpus.", valueName: "dir"))
    var corpus: URL

    @Option(help: ArgumentHelp("The block to show, counted from 0.", valueName: "number"))
    var block: Int?

    @Flag(help: "Compare every byte with its checksum.")
    var verify = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let store = try BlockStore(opening: corpus, thoroughly: verify)
        if let block {
            guard (0..<store.count).contains(block) else {
                throw FileProblem(corpus, "there is no block \(block); expected a number from 0 to \(store.count - 1)")
            }
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
            let ranges = store.tokenRanges(of: block)
            sentences = store.sentences(of: block).filter { !$0.isEmpty }.map {
                [ranges[$0.lowerBound].lowerBound, ranges[$0.upperBound - 1].upperBound]
            }
        }
    }
}
