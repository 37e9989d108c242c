import Wordpieces
import Corpora
import Foundation
import Learning
import LearningTestSupport
import Masking
import Randomness
import Testing

@Suite struct MaskedQueriesTests {
    private func queries(_ world: TinyWorld, _ kind: MaskingSettings.Kind = .salient) throws -> MaskedQueries {
        var configuration = world.configuration
        configuration.masking.kind = kind
        return try MaskedQueries(world.corpus, configuration, file: world.folder("spans"), report: { _ in })
    }

    @Test(arguments: [MaskingSettings.Kind.salient, .tokens, .spans])
    func aQueryIsItsSentenceWithBlanks(kind: MaskingSettings.Kind) throws {
        let world = try TinyWorld()
        var random = SeededGenerator(seed: 1)
        let drawn = try queries(world, kind).draw(60, using: &random)
        #expect(drawn.count == 60)
        for query in drawn {
            let sentence = Array(world.corpus.body(query.block)[query.sentence])
            #expect(query.tokens.count == sentence.count)
            #expect(!query.masked.isEmpty && query.masked == query.masked.sorted())
            #expect(query.targets == query.masked.map { sentence[$0] })
            for (place, token) in query.tokens.enumerated() {
                #expect(token == (query.masked.contains(place) ? world.vocabulary.mask : sentence[place]))
            }
        }
    }

    /// As often as χ² allows at one in a thousand, and not as the other way of drawing would have it.
    @Test(arguments: MaskingSettings.DrawsFrom.allCases)
    func whatIsDrawnEvenlyIsWhatTheSettingsSay(drawsFrom: MaskingSettings.DrawsFrom) throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.masking.drawsFrom = drawsFrom
        let queries = try MaskedQueries(world.corpus, configuration, file: world.folder("spans"), report: { _ in })
        var random = SeededGenerator(seed: 9)
        var sentences: [Int: Set<Range<Int>>] = [:]
        var draws: [Int: Int] = [:]
        let count = 20_000
        for _ in 0..<count {
            let query = try #require(queries.draw(1, using: &random).first)
            sentences[query.block, default: []].insert(query.sentence)
            draws[query.block, default: 0] += 1
        }
        let all = sentences.values.reduce(0) { $0 + $1.count }
        try #require(Set(sentences.values.map(\.count)).count > 1)
        func statistic(_ expected: (Int) -> Double) -> Double {
            draws.reduce(0) { sum, block in
                let expected = Double(count) * expected(block.key)
                return sum + (Double(block.value) - expected) * (Double(block.value) - expected) / expected
            }
        }
        let bySentence = statistic { Double(sentences[$0]?.count ?? 0) / Double(all) }
        let byPassage = statistic { _ in 1 / Double(draws.count) }
        // The mean of χ² is its degrees of freedom f, its deviation √2f.
        let freedom = Double(draws.count - 1)
        let limit = freedom + 4 * (2 * freedom).squareRoot()
        #expect((bySentence < limit) == (drawsFrom == .sentences))
        #expect((byPassage < limit) == (drawsFrom == .passages))
    }

    @Test func heldOutSentencesAreNeverDrawn() throws {
        let world = try TinyWorld()
        let queries = try queries(world)
        let held = Set(queries.heldOut(1000).map { world.corpus.body($0.block)[$0.sentence] })
        #expect(held.count > 5)
        var random = SeededGenerator(seed: 4)
        var seen: Set<ArraySlice<Int32>> = []
        for _ in 0..<40 {
            for query in try queries.draw(20, using: &random) {
                seen.insert(world.corpus.body(query.block)[query.sentence])
            }
        }
        #expect(seen.isDisjoint(with: held))
        #expect(seen.count > 100)
    }

    @Test func heldOutQueriesAreAlwaysTheSame() throws {
        let world = try TinyWorld()
        #expect(try queries(world).heldOut(10) == queries(world).heldOut(10))
        #expect(try queries(world).heldOut(10).count == 10)
        #expect(try queries(world).heldOut(0).isEmpty)
    }

    @Test(arguments: [MaskingSettings.Kind.tokens, .spans])
    func heldOutQueriesMaskASalientSpanWhateverIsTrainedOn(kind: MaskingSettings.Kind) throws {
        let world = try TinyWorld()
        let held = try queries(world, kind).heldOut(1000)
        #expect(try held == queries(world).heldOut(1000) && !held.isEmpty)
        #expect(held.allSatisfy { $0.targets == $0.salientSpan })
    }

    /// A query of random masks knows as many useful blocks as one of salient spans, or no reader could learn from it.
    @Test(arguments: [MaskingSettings.Kind.salient, .tokens, .spans])
    func holdersHoldTheSalientSpanAndAreNoCopies(kind: MaskingSettings.Kind) throws {
        let world = try TinyWorld()
        let queries = try queries(world, kind)
        let postings = TokenPostings(world.store)
        var random = SeededGenerator(seed: 5)
        var found = 0
        for query in try queries.draw(40, using: &random) {
            let holders = queries.holders(of: query, among: postings)
            found += holders.count
            let source = TrivialMatch(source: world.store.tokens(of: query.block), sentence: query.sentence)
            let expected = (0..<world.store.count).filter { block in
                block != query.block && queries.holds(block, query)
                    && !source.isTrivial(tokens: world.store.tokens(of: block))
            }
            #expect(holders == expected)
            let span = world.tokenizer.text(of: query.salientSpan)
            #expect(holders.allSatisfy { world.tokenizer.text(of: world.corpus.body($0)).contains(span) })
        }
        #expect(found > 40)
    }

    /// Every document twice, and nothing else that two of them share.
    @Test func whatOnlyCopiesTellTeachesNoReading() throws {
        let alone = Array(TinyTexts.documents.prefix(1))
        let copies = alone.map { Document(id: "copy", title: $0.title, text: $0.text) }
        let world = try TinyWorld(alone + copies)
        var configuration = world.configuration
        configuration.encoder.start = try world.startFolder().path
        #expect(throws: TrainingProblem.self) {
            try WarmStart.trainEncoder(world.inputs("encoder", configuration), vocabulary: world.vocabulary)
        }
        #expect(try world.inputs("encoder", configuration).maskableSentences(world.vocabulary) == 0)
        let whole = try TinyWorld()
        #expect(try whole.inputs("encoder", whole.configuration).maskableSentences(whole.vocabulary) > 20)
    }

    @Test func sentencesOfOneCorpusAskForWhatAnotherHolds() throws {
        // One document alone has no span that another block of its corpus holds.
        let other = try TinyWorld(Array(TinyTexts.documents.prefix(1)))
        #expect(throws: TrainingProblem.self) { try queries(other) }
        let world = try TinyWorld(Array(TinyTexts.documents.dropFirst(8)))
        let asked = try MaskedQueries(
            world.corpus, of: other.corpus, world.configuration, file: world.folder("asked"), report: { _ in })
        var random = SeededGenerator(seed: 9)
        let drawn = try asked.draw(4, using: &random)
        #expect(!drawn.isEmpty)
        for query in drawn {
            let sentence = Array(other.corpus.body(query.block)[query.sentence])
            #expect(query.targets == query.masked.map { sentence[$0] })
            let holders = asked.holders(of: query, among: TokenPostings(world.store))
            #expect(!holders.isEmpty && holders.allSatisfy { asked.holds($0, query) })
        }
    }

    @Test func aCorpusThatKnowsNothingOfTheSentencesIsNamed() throws {
        let world = try TinyWorld([Document(title: "Rain", text: "It rained all day. It was a grey day in the town.")])
        let other = try TinyWorld()
        let problem = #expect(throws: TrainingProblem.self) {
            try MaskedQueries(
                world.corpus, of: other.corpus, world.configuration, file: world.folder("asked"), report: { _ in })
        }
        #expect(
            problem?.description == "nothing to learn from in pre-training: no sentence of the queries' corpus has a "
                + "name or date that stands in the other corpus; add documents")
    }

    @Test func aCorpusWithoutRecurringNamesIsRefused() throws {
        let world = try TinyWorld([Document(title: "Rain", text: "It rained all day. It was a grey day in the town.")])
        let problem = #expect(throws: TrainingProblem.self) { try queries(world) }
        #expect(
            problem?.description == "nothing to learn from in pre-training: no sentence of the corpus has a name or "
                + "date that stands in another block too; add documents")
    }

    @Test func spansAreFoundOnceAndReadAgain() throws {
        let world = try TinyWorld()
        var reports = 0
        for _ in 0..<2 {
            _ = try MaskedQueries(world.corpus, world.configuration, file: world.folder("spans")) { _ in reports += 1 }
        }
        #expect(reports == 1)
        // Those of another corpus, or a damaged file, are found anew.
        try Data("no table".utf8).write(to: world.folder("spans"))
        _ = try MaskedQueries(world.corpus, world.configuration, file: world.folder("spans")) { _ in reports += 1 }
        #expect(reports == 2)
    }
}

@Suite struct TokenPostingsTests {
    @Test func theBlocksOfASpanAreThoseThatAScanFinds() throws {
        let world = try TinyWorld()
        let postings = TokenPostings(world.store)
        var random = SeededGenerator(seed: 6)
        for _ in 0..<500 {
            let block = Int.random(in: 0..<world.store.count, using: &random)
            let tokens = world.store.tokens(of: block)
            let start = Int.random(in: tokens.indices, using: &random)
            var span = Array(tokens[start..<min(tokens.count, start + Int.random(in: 1...4, using: &random))])
            if Bool.random(using: &random) { span.reverse() }
            let scanned = (0..<world.store.count).filter { BlockTokens(world.store.tokens(of: $0)).holds(span) }
            #expect(postings.blocks(holding: span, in: world.store) == scanned)
        }
        #expect(postings.blocks(holding: [], in: world.store).isEmpty)
        #expect(postings.blocks(holding: [.max], in: world.store).isEmpty)
    }
}
