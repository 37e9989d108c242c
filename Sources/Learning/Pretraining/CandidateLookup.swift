import Corpora
import Bert
package import Masking
import Realm
import VectorSearch

/// Finds each masked query's candidates: the top blocks of the current index generation (paper §3.3).
///
/// The block that the query came from, and blocks that repeat a long piece of it, are left out: they would give the
/// answer away by string match (paper §3.4, "prohibiting trivial retrievals").
package struct CandidateLookup {
    package let corpus: LearningCorpus
    package let snapshot: IndexSnapshot
    /// The most candidates of a query, the null document not counted.
    package let count: Int
    package let excludesTrivial: Bool
    package let queryTokens: Int
    package let threads: Int

    package init(
        corpus: LearningCorpus, snapshot: IndexSnapshot, count: Int, excludesTrivial: Bool, queryTokens: Int,
        threads: Int
    ) {
        self.corpus = corpus
        self.snapshot = snapshot
        self.count = count
        self.excludesTrivial = excludesTrivial
        self.queryTokens = queryTokens
        self.threads = threads
    }

    /// Near-duplicates are taken out of a list this much longer than what is wanted.
    private static let spare = 24

    /// Best first, for each query; fewer than `count` in a small corpus, none in a corpus of one block.
    package func candidates(for queries: [MaskedQuery]) throws -> [[Int]] {
        let sequences = queries.map { corpus.layout.query($0.tokens, limit: queryTokens) }
        let vectors = try BlockEmbedder.embeddings(of: sequences, with: snapshot.embedder)
        let sources = excludesTrivial ? queries.map(\.block) : queries.map { _ in -1 }
        let hits = try snapshot.generation.index.search(
            vectors, count: count + Self.spare, excluding: { query, id in id == sources[query] }, threads: threads)
        return zip(queries, hits).map { query, hits in
            guard excludesTrivial else { return hits.prefix(count).map(\.id) }
            let source = TrivialMatch(
                source: corpus.store.tokens(of: query.block), sentence: query.sentence)
            return Array(
                hits.lazy.map(\.id).filter { !source.isTrivial(tokens: corpus.store.tokens(of: $0)) }.prefix(count))
        }
    }
}
