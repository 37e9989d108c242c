/// A ranked list of passages as a ranked list of pages: titles in order, repeats removed.
///
/// FEVER and BoolQ name the page that a claim or question needs, whichever of its passages is found.
public enum PageRanking {
    /// A page: its title, or a passage without one, which is a page of its own.
    public enum Page: Hashable, Sendable {
        case titled(String)
        case untitled(passage: Int)

        /// The page of a passage.
        public init(_ title: String, passage: Int) {
            self = title.isEmpty ? .untitled(passage: passage) : .titled(title)
        }
    }

    /// The pages of the passages, each at the rank of its best passage.
    public static func pages(_ passages: [Int], titles: (Int) -> String) -> [Page] {
        var seen: Set<Page> = []
        return passages.map { Page(titles($0), passage: $0) }.filter { seen.insert($0).inserted }
    }

    /// Page recall: for each question, the rank of the first page that is one of its gold pages.
    public static func scores(
        ranked: [[Int]], gold: [Set<Page>], titles: (Int) -> String
    ) -> RetrievalScores {
        precondition(ranked.count == gold.count, "one list a question")
        return RetrievalScores(
            firstRelevant: zip(ranked, gold).map { passages, gold in
                pages(passages, titles: titles).firstIndex(where: gold.contains).map { $0 + 1 }
            })
    }
}
