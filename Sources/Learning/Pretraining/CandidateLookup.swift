import Bert
import Corpora
import DurableFiles
package import Masking
import Realm
import VectorSearch

/// Finds each masked query's candidates: the top blocks of the current index generation (paper §3.3).
///
/// The block that the query came from, and blocks that repeat a long piece of it, are left out: they would give the
/// answer away by string match (paper §3.4, "prohibiting trivial retrievals"). What was found is compared with the source
/// piece by piece, which is exact, and costs less than the search; a list that becomes too short is searched for deeper.
/// No candidate is there twice: blocks of the same title and text are one.
package struct CandidateLookup {
    /// What is searched (the paper's knowledge corpus Z).
    package let corpus: LearningCorpus
    /// What the queries are taken from (the pre-training corpus X).
    package let source: LearningCorpus
    package let snapshot: IndexSnapshot
    /// The most candidates of a query, the null document not counted.
    package let count: Int
    package let exclusion: Exclusion
    package let queryTokens: Int
    package let threads: Int

    /// Which blocks are never candidates.
    package enum Exclusion: Sendable, Equatable {
        case nothing
        /// The block that the query came from, and every other of the same title and text.
        case source
        /// Also blocks with its text under another title, with the query's sentence, or with a run of pieces of it.
        case copies

        init(_ settings: PretrainSettings) {
            self = !settings.exclusion ? .nothing : settings.excludesCopies ? .copies : .source
        }
    }

    /// - Parameter source: nil when the queries are of the same corpus.
    package init(
        corpus: LearningCorpus, source: LearningCorpus? = nil, snapshot: IndexSnapshot, count: Int,
        exclusion: Exclusion, queryTokens: Int, threads: Int
    ) {
        self.corpus = corpus
        self.source = source ?? corpus
        self.snapshot = snapshot
        self.count = count
        self.exclusion = exclusion
        self.queryTokens = queryTokens
        self.threads = threads
    }

    /// The same lookup with longer or shorter lists.
    func listing(_ count: Int) -> CandidateLookup {
        CandidateLookup(
            corpus: corpus, source: source, snapshot: snapshot, count: count, exclusion: exclusion,
            queryTokens: queryTokens, threads: threads)
    }

    /// What is excluded or repeated is taken out of a list this much longer than what is wanted.
    static let spare = 24

    /// Best first, for each query; fewer than `count` in a small corpus, none in a corpus of one block.
    package func candidates(for queries: [MaskedQuery]) throws -> [[Int]] {
        let sequences = queries.map { source.layout.query($0.tokens, limit: queryTokens) }
        let vectors = try BlockEmbedder.embeddings(of: sequences, as: .query, with: snapshot.embedder)
        return try search(queries, vectors, depth: count + Self.spare)
    }

    private func search(_ queries: [MaskedQuery], _ vectors: [Float], depth: Int) throws -> [[Int]] {
        let hits = try snapshot.generation.index.search(vectors, count: depth, threads: threads)
        var found = zip(queries, hits).map { query, hits in allowed(hits.map(\.id), for: query) }
        // A query whose list ran out among its copies, though the index has more.
        let short = found.indices.filter { found[$0].count < count && hits[$0].count == depth }
        if depth < corpus.store.count, !short.isEmpty {
            let width = vectors.count / queries.count
            let again = try search(
                short.map { queries[$0] }, short.flatMap { vectors[$0 * width..<($0 + 1) * width] }, depth: 4 * depth)
            for (place, blocks) in zip(short, again) { found[place] = blocks }
        }
        return found
    }

    /// The first blocks that may be read for a query, each passage once however often the corpus repeats it.
    private func allowed(_ blocks: [Int], for query: MaskedQuery) -> [Int] {
        var seen: Set<BlockIdentity> = exclusion == .nothing ? [] : [source.store.identity(of: query.block)]
        let trivial =
            exclusion == .copies
            ? TrivialMatch(source: source.store.tokens(of: query.block), sentence: query.sentence) : nil
        var allowed: [Int] = []
        for block in blocks where allowed.count < count {
            guard seen.insert(corpus.store.identity(of: block)).inserted else { continue }
            if trivial?.isTrivial(tokens: corpus.store.tokens(of: block)) != true { allowed.append(block) }
        }
        return allowed
    }
}
