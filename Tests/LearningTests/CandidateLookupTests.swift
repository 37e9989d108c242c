import Wordpieces
import Corpora
import Learning
import LearningTestSupport
import Masking
import Randomness
import Testing
import VectorSearch

@Suite struct CandidateLookupTests {
    private func lookup(_ world: TinyWorld, count: Int, excludes: Bool = true) throws -> CandidateLookup {
        let run = RunFolder(world.folder("run"))
        try IndexSnapshot.publish(world.embedder(), vocabulary: world.vocabulary, step: 0, run: run)
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64)
        let snapshot = try #require(try IndexSnapshot.current(run))
        return CandidateLookup(
            corpus: world.corpus, snapshot: snapshot, count: count, excludesTrivial: excludes, queryTokens: 48,
            threads: 1)
    }

    private func queries(_ world: TinyWorld, _ count: Int) throws -> [MaskedQuery] {
        var random = SeededGenerator(seed: 2)
        return try MaskedQueries(
            world.corpus, world.configuration, file: world.folder("spans"), report: { _ in }
        ).draw(count, using: &random)
    }

    @Test func theOwnBlockAndItsCopiesAreNeverFound() throws {
        // Every third document stands there twice, the copy with another first word.
        let copies = TinyTexts.documents.enumerated().filter { $0.offset.isMultiple(of: 3) }.map { _, document in
            Document(id: "copy of \(document.id ?? "")", title: "Copy", text: "Indeed " + document.text)
        }
        let world = try TinyWorld(TinyTexts.documents + copies)
        let queries = try queries(world, 40)
        let found = try lookup(world, count: 7).candidates(for: queries)
        let unrestricted = try lookup(world, count: 7, excludes: false).candidates(for: queries)
        for ((query, blocks), all) in zip(zip(queries, found), unrestricted) {
            #expect(blocks.count == 7)
            let source = TrivialMatch(source: world.store.tokens(of: query.block), sentence: query.sentence)
            #expect(!blocks.contains { source.isTrivial(tokens: world.store.tokens(of: $0)) })
            #expect(!blocks.contains(query.block))
            // What is left is in the order of the unrestricted search.
            let rest = all.filter { $0 != query.block && !source.isTrivial(tokens: world.store.tokens(of: $0)) }
            #expect(Array(blocks.prefix(rest.count)) == rest)
        }
        #expect(zip(queries, unrestricted).contains { $1.contains($0.block) })
    }

    @Test func aCorpusOfOneBlockHasNoCandidates() throws {
        let world = try TinyWorld([TinyTexts.documents[0]])
        #expect(world.store.count == 1)
        let query = try #require(
            MaskableSentence(block: 0, sentence: world.store.sentences(of: 0)[0], in: world.store)?
                .query(masking: [0], mask: world.vocabulary.mask))
        #expect(try lookup(world, count: 7).candidates(for: [query]) == [[]])
    }

    @Test func noQueriesAreNoCandidates() throws {
        #expect(try lookup(TinyWorld(), count: 3).candidates(for: []).isEmpty)
    }
}
