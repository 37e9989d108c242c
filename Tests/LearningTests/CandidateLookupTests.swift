import Wordpieces
import Corpora
import Learning
import LearningTestSupport
import Masking
import Randomness
import Testing
import VectorSearch

@Suite struct CandidateLookupTests {
    private func lookup(
        _ world: TinyWorld, source: LearningCorpus? = nil, count: Int, excludes: CandidateLookup.Exclusion = .copies
    ) throws -> CandidateLookup {
        let run = RunFolder(world.folder("run"))
        try IndexSnapshot.publish(world.embedder(), vocabulary: world.vocabulary, step: 0, run: run)
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64)
        let snapshot = try #require(try IndexSnapshot.current(run))
        return CandidateLookup(
            corpus: world.corpus, source: source, snapshot: snapshot, count: count, exclusion: excludes,
            queryTokens: 48, threads: 1)
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
        let unrestricted = try lookup(world, count: 7, excludes: .nothing).candidates(for: queries)
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

    @Test func copiesStayWhereOnlyTheSourceIsExcluded() throws {
        let copies = TinyTexts.documents.map { Document(id: "copy", title: "Copy", text: "Indeed " + $0.text) }
        let world = try TinyWorld(TinyTexts.documents + copies)
        let queries = try queries(world, 30)
        let found = try lookup(world, count: 5, excludes: .source).candidates(for: queries)
        #expect(zip(queries, found).allSatisfy { !$1.contains($0.block) && $1.count == 5 })
        #expect(
            zip(queries, found).contains { query, blocks in
                let source = TrivialMatch(source: world.store.tokens(of: query.block), sentence: query.sentence)
                return blocks.contains { source.isTrivial(tokens: world.store.tokens(of: $0)) }
            })
    }

    @Test func moreCopiesThanTheListHasRoomForAreSearchedPast() throws {
        // Forty copies of one document stand before everything else for its sentences.
        let copied = TinyTexts.documents[0]
        let copies = (0..<40).map { Document(id: "copy \($0)", title: copied.title, text: copied.text) }
        let world = try TinyWorld(TinyTexts.documents + copies)
        var seen = 0
        let queries = try (0..<world.store.count).filter { world.store.text(of: $0).hasPrefix("Albury is a town") }
            .prefix(3).map { block in
                try #require(
                    MaskableSentence(block: block, sentence: world.store.sentences(of: block)[0], in: world.store)?
                        .query(masking: [0], mask: world.vocabulary.mask))
            }
        for blocks in try lookup(world, count: 7).candidates(for: queries) {
            #expect(blocks.count == 7)
            #expect(!blocks.contains { world.store.text(of: $0) == copied.text })
            seen += 1
        }
        #expect(seen == 3)
    }

    @Test func queriesOfAnotherCorpusDoNotFindTheirOwnPassage() throws {
        let other = try TinyWorld(Array(TinyTexts.documents.suffix(24)))
        let world = try TinyWorld()
        var random = SeededGenerator(seed: 8)
        let queries = try MaskedQueries(
            world.corpus, of: other.corpus, world.configuration, file: world.folder("spans"), report: { _ in }
        ).draw(30, using: &random)
        for excludes in [CandidateLookup.Exclusion.source, .copies] {
            let found = try lookup(world, source: other.corpus, count: 5, excludes: excludes).candidates(for: queries)
            for (query, blocks) in zip(queries, found) {
                let own = other.store.identity(of: query.block)
                #expect(blocks.count == 5 && !blocks.contains { world.store.identity(of: $0) == own })
            }
        }
        let all = try lookup(world, source: other.corpus, count: 5, excludes: .nothing).candidates(for: queries)
        #expect(
            zip(queries, all).contains { query, blocks in
                blocks.contains { world.store.identity(of: $0) == other.store.identity(of: query.block) }
            })
    }

    @Test func aPassageThatTheCorpusRepeatsIsFoundOnce() throws {
        let again = TinyTexts.documents.map { Document(id: "again \($0.title)", title: $0.title, text: $0.text) }
        let world = try TinyWorld(TinyTexts.documents + again)
        for excludes in [CandidateLookup.Exclusion.nothing, .source, .copies] {
            let queries = try queries(world, 20)
            let found = try lookup(world, count: 7, excludes: excludes).candidates(for: queries)
            for (query, blocks) in zip(queries, found) {
                #expect(blocks.count == 7)
                #expect(Set(blocks.map { world.store.identity(of: $0) }).count == 7)
                let own = world.store.identity(of: query.block)
                #expect(excludes == .nothing || !blocks.contains { world.store.identity(of: $0) == own })
            }
        }
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
