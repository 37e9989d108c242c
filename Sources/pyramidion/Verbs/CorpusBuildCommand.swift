import ArgumentParser
import Corpora
import DurableFiles
import Foundation
import Learning
import Wordpieces

/// `pyramidion corpus build`: documents to sentences to blocks to a block store.
struct CorpusBuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Cut documents into blocks of word pieces.",
        discussion: """
            Documents are JSON lines ("text", perhaps "title" and "id"), folders of .txt, .md, .html and .pdf files, DPR's \
            passage table, a Wikipedia dump (.xml), or TFRecords of passages (ORQA's blocks.tfr with titles.tfr beside it), \
            each perhaps compressed with gzip or bzip2. What cannot be read is counted and named. Of a Wikipedia dump, \
            redirects, disambiguations, lists and pages that are no articles are left out and counted.

            --json prints an object: blocks, documents, tokens, emptyDocuments, problems, fingerprint, and skipped with \
            redirects, otherNamespaces, disambiguations, lists.

            Example:
              pyramidion corpus build notes/ articles.jsonl.gz --vocabulary vocab.txt --out corpus
              pyramidion corpus build enwiki-latest-pages-articles.xml.bz2 --vocabulary vocab.txt --out wikipedia
            """)

    @Argument(help: ArgumentHelp("Files and folders with documents.", valueName: "documents"))
    var documents: [URL]

    @Option(help: ArgumentHelp("Where the corpus comes to be; one that is there is replaced.", valueName: "dir"))
    var out: URL

    @Option(help: ArgumentHelp("The vocabulary of the model that will read it.", valueName: "vocab.txt"))
    var vocabulary: URL

    @Option(help: "How the documents are written: jsonl, folder, psgs, wikipedia or tfrecord; else the names tell.")
    var format: DocumentFormat?

    @Option(
        name: .customLong("leave-out"),
        help: ArgumentHelp("A folder inside them that is not read; may be given often.", valueName: "dir"))
    var leftOut: [URL] = []

    @Flag(help: "Stop at the first document that cannot be read.")
    var strict = false

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print the counts as JSON.")
    var json = false

    func run() throws {
        let settings = try settings.configuration().corpus
        let tokenizer = WordpieceTokenizer(
            vocabulary: try Vocabulary(contentsOf: vocabulary), lowercases: settings.lowercases)
        let readers = try documents.map { try DocumentReader($0, format: format, strict: strict, leavingOut: leftOut) }
        let progress = Progress("corpus", unit: .bytes)
        let report = try BlockStoreBuilder.build(
            from: readers, tokenizer: tokenizer, options: BlockOptions(blockTokens: settings.blockTokens), to: out,
            progress: progress.show)
        for problem in report.reading.problems.prefix(10) { progress.note("left out: \(problem)") }
        let unnamed = report.reading.problemCount - min(10, report.reading.problems.count)
        if unnamed > 0 { progress.note("left out: \(unnamed) more") }
        let skipped = report.reading.skipped
        if skipped.count > 0 {
            progress.note(
                "passed over: \(skipped.redirects) redirects, \(skipped.otherNamespaces) pages that are no articles, "
                    + "\(skipped.disambiguations) disambiguations, \(skipped.lists) lists")
        }
        let result = Result(report)
        if json { return try StandardOutput.writeJSON(result) }
        try StandardOutput.write(
            "\(out.path): \(result.blocks) blocks of \(result.documents) documents, \(result.tokens) word pieces\n")
    }

    /// What `--json` prints.
    private struct Result: Encodable {
        let blocks, documents, tokens: Int
        /// Documents without a word in them.
        let emptyDocuments: Int
        /// Places that gave no document.
        let problems: Int
        /// The name of the content.
        let fingerprint: String
        let skipped: Skipped

        /// Pages of a Wikipedia dump that were left out.
        struct Skipped: Encodable {
            let redirects, otherNamespaces, disambiguations, lists: Int
        }

        init(_ report: BuildReport) {
            blocks = report.blocks
            documents = report.documents
            tokens = report.tokens
            emptyDocuments = report.emptyDocuments
            problems = report.reading.problemCount
            fingerprint = report.fingerprint.hexadecimal
            let pages = report.reading.skipped
            skipped = Skipped(
                redirects: pages.redirects, otherNamespaces: pages.otherNamespaces,
                disambiguations: pages.disambiguations, lists: pages.lists)
        }
    }
}
