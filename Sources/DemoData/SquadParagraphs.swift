import Foundation

/// The paragraphs of SQuAD that Disfl-QA's questions are about.
enum SquadParagraph {
    private struct Record: Decodable { var passage: String }

    /// The distinct ones, sorted by the bytes of the text as the source writes it, with their spaces repaired.
    static func all(in sources: SourceFolder) throws -> [String] {
        let detokenization = try SquadDetokenization()
        let distinct = Set(
            try sources.records(of: .disflQA, as: Record.self, with: "the text passage").map { Array($0.passage.utf8) })
        return distinct.sorted { $0.lexicographicallyPrecedes($1) }.map {
            detokenization.detokenized(TextCleaning.cleaned(String(decoding: $0, as: UTF8.self)))
        }
    }
}
