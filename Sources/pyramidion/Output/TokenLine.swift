import Foundation
import Wordpieces

/// The tokens of a line, as text or JSON, written byte by byte: a general encoder takes longer than the tokenizer.
struct TokenLine {
    private let asJSON: Bool
    /// Each piece as it is printed, for JSON with quotation marks and escapes.
    private let pieces: [[UInt8]]

    init(_ vocabulary: Vocabulary, asJSON: Bool) throws {
        self.asJSON = asJSON
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        pieces = try (0..<Int32(vocabulary.count)).map {
            asJSON ? Array(try encoder.encode(vocabulary[$0])) : Array(vocabulary[$0].utf8)
        }
    }

    /// Appends the line of the tokens with its line end.
    func write(_ tokens: [Token], to output: inout [UInt8]) {
        guard asJSON else {
            for (place, token) in tokens.enumerated() {
                if place > 0 { output.append(UInt8(ascii: " ")) }
                output.append(contentsOf: pieces[Int(token.id)])
            }
            return output.append(UInt8(ascii: "\n"))
        }
        write(#"{"ids":["#, tokens, to: &output) { append(Int($0.id), to: &$1) }
        write(#"],"tokens":["#, tokens, to: &output) { $1.append(contentsOf: pieces[Int($0.id)]) }
        write(#"],"offsets":["#, tokens, to: &output) { token, output in
            output.append(UInt8(ascii: "["))
            append(token.range.lowerBound, to: &output)
            output.append(UInt8(ascii: ","))
            append(token.range.upperBound, to: &output)
            output.append(UInt8(ascii: "]"))
        }
        output.append(contentsOf: "]}\n".utf8)
    }

    private func write(
        _ opening: String, _ tokens: [Token], to output: inout [UInt8], _ element: (Token, inout [UInt8]) -> Void
    ) {
        output.append(contentsOf: opening.utf8)
        for (place, token) in tokens.enumerated() {
            if place > 0 { output.append(UInt8(ascii: ",")) }
            element(token, &output)
        }
    }

    /// A number of 0 or more in decimal.
    private func append(_ number: Int, to output: inout [UInt8]) {
        if number >= 10 { append(number / 10, to: &output) }
        output.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
