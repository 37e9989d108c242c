import ArgumentParser
import Foundation
import Wordpieces

/// `pyramidion tokenize`: lines of text as word pieces.
struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Cut each line of standard input into word pieces.",
        discussion: """
            --json prints an object a line: ids, tokens, offsets ([start, end] of each in UTF-8 bytes of the line), without \
            [CLS] and [SEP]; else the pieces are printed with spaces between.

            Example:
              echo "The pyramidion on top" | pyramidion tokenize --vocabulary vocab.txt --json
            """)

    @Option(help: ArgumentHelp("A BERT vocabulary.", valueName: "vocab.txt"))
    var vocabulary: URL

    @Flag(help: "Keep upper case and accents, as cased models want.")
    var cased = false

    @Flag(help: "Take [MASK] and other special pieces that are written out for what they name.")
    var specialPieces = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let pieces = try Vocabulary(contentsOf: vocabulary)
        let tokenizer = WordpieceTokenizer(
            vocabulary: pieces, lowercases: !cased, readsSpecialPieces: specialPieces)
        let form = try TokenLine(pieces, asJSON: json)
        var lines = InputLines()
        var output: [UInt8] = []
        while let line = try lines.next() {
            form.write(tokenizer.tokens(of: line), to: &output)
            if output.count > 1 << 20 {
                try StandardOutput.write(Data(output))
                output.removeAll(keepingCapacity: true)
            }
        }
        try StandardOutput.write(Data(output))
    }
}
