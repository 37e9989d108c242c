import Foundation

/// A yes/no question about one paragraph, as BoolQ's file has it.
struct BoolQRecord: Decodable {
    var question: String
    /// "TITLE -- TEXT"; further " -- " belong to the text.
    var passage: String

    static func all(in sources: SourceFolder) throws -> [BoolQRecord] {
        try sources.records(of: .boolQ, as: BoolQRecord.self, with: "the texts question and passage")
    }
}

/// A paragraph of Wikipedia that at least one BoolQ question is about.
struct BoolQParagraph {
    /// The paragraph with its title, byte for byte as the source writes it.
    let raw: [UInt8]
    let title: String
    let text: String

    /// The distinct ones, sorted by the bytes of title, then text, as the source writes them.
    static func all(in sources: SourceFolder) throws -> [BoolQParagraph] {
        var distinct: Set<[UInt8]> = []
        var parts: [(raw: [UInt8], title: Substring, text: Substring)] = []
        for record in try BoolQRecord.all(in: sources) where distinct.insert(Array(record.passage.utf8)).inserted {
            guard let separator = record.passage.firstRange(of: " -- ") else {
                throw DemoDataProblem.malformed(
                    sources.location(of: .boolQ), "\" -- \" between title and text in \"\(record.passage)\"")
            }
            parts.append(
                (
                    Array(record.passage.utf8), record.passage[..<separator.lowerBound],
                    record.passage[separator.upperBound...]
                ))
        }
        parts.sort { one, other in
            one.title.utf8.elementsEqual(other.title.utf8)
                ? one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
                : one.title.utf8.lexicographicallyPrecedes(other.title.utf8)
        }
        return parts.map { BoolQParagraph(raw: $0.raw, title: cleaned($0.title), text: cleaned($0.text)) }
    }

    private static func cleaned(_ text: Substring) -> String {
        TextCleaning.withoutMarkupRemains(TextCleaning.withPlainQuotes(TextCleaning.cleaned(String(text))))
    }
}
