import Wordpieces
import Bert
import Foundation
import Learning
import LearningTestSupport
import Masking
import Randomness
import Realm
import Tensors
import Testing

@Suite struct RealmObjectiveTests {
    /// Masked queries of different lengths, with candidate lists that overlap and differ in length.
    private func batch(_ world: TinyWorld) throws -> (queries: [MaskedQuery], candidates: [[Int]]) {
        var random = SeededGenerator(seed: 3)
        let queries = try MaskedQueries(
            world.corpus, world.configuration, file: world.folder("spans"), report: { _ in }
        ).draw(4, using: &random)
        try #require(Set(queries.map(\.masked.count)).count > 1)
        return (queries, [[1, 2, 3], [2, 40], [], [3, 1, 17]])
    }

    /// log p(z|x) + log p(y_j|z,x), query by query and document by document, each read alone.
    private struct Reference {
        var logPriors: [[Double]] = []
        var logLikelihoods: [[[Double]]] = []

        init(
            _ world: TinyWorld, _ embedder: Embedder, _ encoder: KnowledgeAugmentedEncoder,
            _ queries: [MaskedQuery], _ candidates: [[Int]], offset: Double
        ) throws {
            let layout = world.corpus.layout
            for (query, blocks) in zip(queries, candidates) {
                let vector = try embedder(
                    PackedSequences([layout.query(query.tokens, limit: 48)]), as: .query
                ).floats()
                var scores: [Double] = []
                var likelihoods: [[Double]] = []
                for block in [nil] + blocks.map(Optional.some) {
                    let document = block.map { world.corpus.document($0, limit: 64) } ?? layout.nullDocument
                    let embedded = try embedder(PackedSequences([document]), as: .document).floats()
                    let score = zip(vector, embedded).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                    scores.append(score + (block == nil ? offset : 0))
                    let joint = PackedSequences([
                        JointReading(query.tokens, block, world.corpus, world.configuration).sequence
                    ])
                    let logits = try encoder.logits(joint, at: query.masked.map { $0 + 1 })
                        .logSoftmax(axis: 1).floats()
                    let width = world.vocabulary.count
                    likelihoods.append(query.targets.enumerated().map { Double(logits[$0 * width + Int($1)]) })
                }
                let total = log(scores.reduce(0) { $0 + exp($1) })
                logPriors.append(scores.map { $0 - total })
                logLikelihoods.append(likelihoods)
            }
        }

        var sentenceLoss: Double {
            let sums = zip(logPriors, logLikelihoods).map { priors, likelihoods in
                log(zip(priors, likelihoods).reduce(0) { $0 + exp($1.0 + $1.1.reduce(0, +)) })
            }
            return -sums.reduce(0, +) / Double(sums.count)
        }

        var tokenLoss: Double {
            var terms: [Double] = []
            for (priors, likelihoods) in zip(logPriors, logLikelihoods) {
                for mask in likelihoods[0].indices {
                    terms.append(log(zip(priors, likelihoods).reduce(0) { $0 + exp($1.0 + $1.1[mask]) }))
                }
            }
            return -terms.reduce(0, +) / Double(terms.count)
        }
    }

    @Test(arguments: [PretrainSettings.Marginalization.sentence, .token], [nil, 1.5])
    func theLossIsThatOfEveryPairReadAlone(
        marginalization: PretrainSettings.Marginalization, offset: Double?
    ) throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.pretrain.marginalization = marginalization
        // With an offset, also the paper's two projections.
        configuration.embedder.queryProjection = offset != nil
        let embedder = try Engine.withRandomStream(seed: 1) {
            try Embedder(configuration.embedder.configuration(world.bert()), .random(deviation: 0.3))
        }
        let encoder = try world.encoder()
        let objective = RealmObjective(
            corpus: world.corpus, embedder: embedder, encoder: encoder, configuration: configuration,
            nullOffset: try offset.map { try NullOffset(startingAt: $0).bias })
        let (queries, candidates) = try batch(world)
        let terms = try objective.terms(queries, candidates: candidates, dropout: true)
        let found = Double(try objective.loss(terms).scalar())
        let reference = try Reference(world, embedder, encoder, queries, candidates, offset: offset ?? 0)
        let expected = marginalization == .sentence ? reference.sentenceLoss : reference.tokenLoss
        #expect(abs(found - expected) < 1e-4 * (1 + abs(expected)))

        let utilities = try objective.utilities(terms)
        for (number, utility) in utilities.enumerated() {
            #expect(utility.priors.count == candidates[number].count + 1)
            #expect(zip(utility.priors, reference.logPriors[number]).allSatisfy { abs($0 - exp($1)) < 1e-4 })
            let sums = reference.logLikelihoods[number].map { $0.reduce(0, +) }
            #expect(zip(utility.logLikelihoods, sums).allSatisfy { abs($0 - $1) < 1e-3 })
        }
    }

    @Test func accuracyIsThatOfTheMixtureAndOfTheNullDocumentReadAlone() throws {
        let world = try TinyWorld()
        let (embedder, encoder) = (try world.embedder(), try world.encoder())
        let objective = RealmObjective(
            corpus: world.corpus, embedder: embedder, encoder: encoder, configuration: world.configuration)
        var (queries, candidates) = try batch(world)
        let reference = try Reference(world, embedder, encoder, queries, candidates, offset: 0)
        // What random weights find likeliest, so that some masks are filled rightly.
        var (masks, right, rightWithNull, tokens) = (0, 0, 0, 0)
        for number in queries.indices {
            let query = queries[number]
            var mixtures = query.masked.map { _ in [Double](repeating: 0, count: world.vocabulary.count) }
            var null: [Int] = []
            for (candidate, block) in ([nil] + candidates[number].map(Optional.some)).enumerated() {
                let joint = PackedSequences([
                    JointReading(query.tokens, block, world.corpus, world.configuration).sequence
                ])
                tokens += joint.tokenCount
                let logits = try encoder.logits(joint, at: query.masked.map { $0 + 1 }).logSoftmax(axis: 1).floats()
                for mask in mixtures.indices {
                    let row = logits[mask * world.vocabulary.count..<(mask + 1) * world.vocabulary.count]
                    for (piece, value) in row.enumerated() {
                        mixtures[mask][piece] += exp(reference.logPriors[number][candidate] + Double(value))
                    }
                    if block == nil { null.append(row.enumerated().max { $0.1 < $1.1 }?.offset ?? -1) }
                }
            }
            let likeliest = mixtures.map { row in row.enumerated().max { $0.1 < $1.1 }?.offset ?? -1 }
            let targets = number.isMultiple(of: 2) ? likeliest : null
            queries[number] = MaskedQuery(
                block: query.block, sentence: query.sentence, tokens: query.tokens, masked: query.masked,
                targets: targets.map(Int32.init), answer: query.answer)
            masks += targets.count
            right += zip(targets, likeliest).count { $0 == $1 }
            rightWithNull += zip(targets, null).count { $0 == $1 }
        }
        let terms = try objective.terms(queries, candidates: candidates, dropout: false)
        let found = try objective.accuracy(terms)
        #expect(found.masks == masks && found.rightWithRetrieval == right && found.rightWithNull == rightWithNull)
        #expect(terms.tokens > tokens)
        candidates = candidates.map { _ in [] }
        let alone = try objective.accuracy(objective.terms(queries, candidates: candidates, dropout: false))
        #expect(alone.rightWithRetrieval == alone.rightWithNull)
    }

    @Test(arguments: PretrainSettings.RetrieverLoss.allCases)
    func everyRetrieverLossTeachesBothModels(retrieverLoss: PretrainSettings.RetrieverLoss) throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.pretrain.retrieverLoss = retrieverLoss
        configuration.pretrain.distillationTemperature = 2
        let (embedder, encoder) = (try world.embedder(), try world.encoder())
        let objective = RealmObjective(
            corpus: world.corpus, embedder: embedder, encoder: encoder, configuration: configuration)
        let (queries, candidates) = try batch(world)
        let loss = try objective.loss(objective.terms(queries, candidates: candidates, dropout: false))
        #expect(try loss.scalar().isFinite)
        try loss.backward()
        for part in [embedder.parameters, encoder.parameters] {
            let weights = try #require(part.first { $0.name.hasSuffix("word_embeddings.weight") }).tensor
            #expect(try #require(try weights.gradient()).floats().contains { abs($0) > 1e-9 })
        }
    }

    @Test func gradientsReachRetrieverReaderAndNullOffset() throws {
        let world = try TinyWorld()
        let (embedder, encoder) = (try world.embedder(), try world.encoder())
        let offset = try NullOffset(startingAt: 0)
        let objective = RealmObjective(
            corpus: world.corpus, embedder: embedder, encoder: encoder, configuration: world.configuration,
            nullOffset: offset.bias)
        let (queries, candidates) = try batch(world)
        try objective.loss(objective.terms(queries, candidates: candidates, dropout: false)).backward()
        for (name, tensor) in embedder.parameters + encoder.parameters + offset.parameters {
            // A bias of the keys moves all scores of a softmax alike.
            if name.hasSuffix("key.bias") { continue }
            let gradient = try #require(try tensor.gradient(), "\(name)")
            #expect(try gradient.floats().contains { abs($0) > 1e-9 }, "\(name)")
        }
    }

    @Test func withoutDocumentsTheNullDocumentIsAllThereIs() throws {
        let world = try TinyWorld()
        let (embedder, encoder) = (try world.embedder(), try world.encoder())
        let objective = RealmObjective(
            corpus: world.corpus, embedder: embedder, encoder: encoder, configuration: world.configuration)
        let (queries, _) = try batch(world)
        let terms = try objective.terms(queries, candidates: queries.map { _ in [] }, dropout: false)
        let loss = try objective.loss(terms)
        #expect(try loss.scalar().isFinite)
        #expect(try objective.utilities(terms).allSatisfy { $0.priors == [1] && $0.marginalGain == 0 })
        try loss.backward()
        // p(∅|x) is 1 whatever the retriever says: nothing to learn for it, and no NaN either.
        for (name, tensor) in embedder.parameters {
            #expect(try tensor.gradient()?.floats().allSatisfy { $0 == 0 } ?? true, "\(name)")
        }
    }

    @Test func aBlockThatManyFoundIsEmbeddedOnce() {
        #expect(RealmObjective.distinct([[1, 2, 3], [2, 40], [], [3, 1, 17]]) == [1, 2, 3, 40, 17])
    }

    @Test(arguments: [PretrainSettings.Marginalization.sentence, .token])
    func theSharesOfABatchsPartsAddUp(marginalization: PretrainSettings.Marginalization) throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.pretrain.marginalization = marginalization
        let objective = RealmObjective(
            corpus: world.corpus, embedder: try world.embedder(), encoder: try world.encoder(),
            configuration: configuration)
        let (queries, candidates) = try batch(world)
        let whole = try objective.loss(objective.terms(queries, candidates: candidates, dropout: false)).scalar()
        var sum: Float = 0
        for range in [0..<1, 1..<4] {
            let part = Array(queries[range])
            sum +=
                try objective.loss(objective.terms(part, candidates: Array(candidates[range]), dropout: false)).scalar()
                * objective.share(of: part, in: queries)
        }
        #expect(abs(whole - sum) < 1e-5 * abs(whole))
    }
}
