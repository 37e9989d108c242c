/// One passage of the demonstration's corpus, a line of `corpus.jsonl`.
package struct Passage: Codable, Equatable, Sendable {
    /// Its place among the passages kept, from 0; the questions name passages by it.
    package var id: Int
    /// The page's title; empty where the source gives none.
    package var title: String
    package var text: String
    package var source: Source

    package init(id: Int, title: String, text: String, source: Source) {
        self.id = id
        self.title = title
        self.text = text
        self.source = source
    }

    /// Where the passage is from.
    package enum Source: String, Codable, Sendable {
        /// The lead section of a Wikipedia Level-4 vital article.
        case vital
        /// A paragraph of Wikipedia that a BoolQ question is about.
        case boolq
        /// A paragraph of SQuAD, without its title.
        case squad
    }
}
