import Bert
import Corpora
package import Evaluation
import Realm
import VectorSearch
package import Wordpieces

/// Questions that nobody trains on, asked of each new index: how the retriever would do without fine-tuning (paper,
/// table 2: zero-shot recall@5).
package struct ZeroShotProbe {
    /// The most questions that are asked, spread over those given.
    package static let most = 1000
    private static let ranks = [1, 5, 20]

    private struct Query {
        let tokens: [Int32]
        let answers: AnswerOccurrence
    }

    private let queries: [Query]

    /// - Parameter questions: those without answers, or with nothing in them, are left out.
    package init(_ questions: [Question], tokenizer: WordpieceTokenizer) {
        let asked = questions.filter { !$0.answers.isEmpty }
        let count = min(Self.most, asked.count)
        queries = (0..<count).map { asked[$0 * asked.count / count] }
            .map { Query(tokens: tokenizer.ids(of: $0.text), answers: AnswerOccurrence(of: $0)) }
            .filter { !$0.tokens.isEmpty }
    }

    /// The share of questions with an answer among the first blocks, for the log; none without questions.
    package func figures(
        _ snapshot: IndexSnapshot, corpus: LearningCorpus, queryTokens: Int, threads: Int
    ) throws -> [(String, Double)] {
        guard !queries.isEmpty else { return [] }
        let vectors = try BlockEmbedder.embeddings(
            of: queries.map { corpus.layout.query($0.tokens, limit: queryTokens) }, as: .query,
            with: snapshot.embedder)
        let hits = try snapshot.generation.index.search(vectors, count: Self.ranks.max() ?? 1, threads: threads)
        var prepared: [Int: NormalizedPassage] = [:]
        let scores = RetrievalScores(
            relevance: zip(queries, hits).map { query, hits in
                hits.map { hit in
                    let passage = prepared[hit.id] ?? NormalizedPassage(corpus.store.text(of: hit.id))
                    prepared[hit.id] = passage
                    return query.answers.isHeld(by: passage)
                }
            })
        return Self.ranks.map { rank in
            let found = scores.hits(at: rank)
            return ("probe.recall@\(rank)", found.reduce(0, +) / Double(found.count))
        }
    }
}
