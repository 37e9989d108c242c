public import Foundation

/// A corpus cannot be built.
public enum CorpusError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No document gave a block.
    case empty(sources: [URL], reading: ReadReport)
    /// The limit of a block is not one that makes sense.
    case blockTokens(Int)

    public var description: String {
        switch self {
        case .empty(let sources, let reading):
            var words = "no text for a corpus in \(sources.map(\.path).joined(separator: ", ")): "
            words += "\(reading.documents) document\(reading.documents == 1 ? "" : "s") read"
            words += reading.documents == 0 ? "" : ", none with a word in it"
            if let first = reading.problems.first {
                words += "; \(reading.problemCount) left out, the first: \(first)"
            }
            return words + "; expected .txt, .md, .html or .pdf files, JSON lines with a field \"text\", a"
                + " passage table of id, text and title, a Wikipedia dump, or TFRecords of passages"
        case .blockTokens(let count):
            let allowed = BlockOptions.allowedBlockTokens
            return "blocks of \(count) tokens: expected \(allowed.lowerBound) to \(allowed.upperBound)"
        }
    }
}
