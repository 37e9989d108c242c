import Bert
import Foundation
import Randomness
import Realm
import Tensors
import TensorsTestSupport
import Testing

@Suite struct EmbedderTests {
    /// Each way of making one vector of a tower's hidden states.
    static let settings: [EmbedderConfiguration] = [
        EmbedderConfiguration(bert: Tiny.bert, width: 4),
        EmbedderConfiguration(bert: Tiny.bert, width: 4, hasPooler: true, hasLayerNorm: true, scale: 0.5),
        EmbedderConfiguration(bert: Tiny.bert, width: 0, hasPooler: true),
        EmbedderConfiguration(bert: Tiny.bert, width: 9, normalization: .unit),
        EmbedderConfiguration(bert: Tiny.bert, pooling: .mean, width: 0, normalization: .unit, scale: 20),
        EmbedderConfiguration(bert: Tiny.bert, pooling: .mean, width: 3, hasLayerNorm: true, layerNormEpsilon: 1e-3),
        EmbedderConfiguration(bert: Tiny.bert, width: 4, hasQueryProjection: true),
        EmbedderConfiguration(
            bert: Tiny.bert, width: 5, hasQueryProjection: true, hasPooler: true, hasLayerNorm: true, scale: 2),
    ]

    private func embedder(
        _ configuration: EmbedderConfiguration, _ generator: inout SeededGenerator
    ) throws -> Embedder {
        let embedder = try Embedder(configuration, .random())
        try redraw(embedder.parameters, using: &generator)
        return embedder
    }

    /// The vector of one sequence's hidden states, in plain loops.
    private func plain(
        _ hidden: [[Double]], as role: Embedder.Role, _ configuration: EmbedderConfiguration,
        _ parameters: PlainParameters
    ) throws -> [Double] {
        func linear(_ name: String, _ x: [Double]) throws -> [Double] {
            try PlainLayers.linear(x, parameters.matrix("\(name).weight"), parameters.vector("\(name).bias"))
        }
        var vector = hidden[0]
        if configuration.pooling == .mean {
            vector = vector.indices.map { column in
                hidden.reduce(0) { $0 + $1[column] } / Double(hidden.count)
            }
        }
        if configuration.hasPooler { vector = try linear("realm.pooler.dense", vector).map { tanh($0) } }
        let isOwn = role == .query && configuration.hasQueryProjection
        if configuration.width > 0 { vector = try linear(isOwn ? "query_cls.dense" : "cls.dense", vector) }
        if configuration.hasLayerNorm {
            vector = try PlainLayers.layerNorm(
                vector, gain: parameters.vector("cls.LayerNorm.weight"), bias: parameters.vector("cls.LayerNorm.bias"),
                epsilon: Double(configuration.layerNormEpsilon))
        }
        if configuration.normalization == .unit {
            let length = PlainLayers.dot(vector, vector).squareRoot()
            vector = vector.map { $0 / length }
        }
        return vector.map { $0 * Double(configuration.scale).squareRoot() }
    }

    @Test func theProjectionsDropoutZeroesElementsOfTheVectorsOnly() throws {
        var generator = SeededGenerator(seed: 39)
        let embedder = try embedder(EmbedderConfiguration(bert: Tiny.bert, width: 9, hasLayerNorm: true), &generator)
        let batch = Tiny.batch([3, 8, 5, 2, 9, 4, 7, 6], using: &generator)
        let kept = try embedder(batch, as: .document).floats()
        let dropped = try Engine.withRandomStream(seed: 1) {
            try embedder(batch, as: .document, projectionDropout: 0.5).floats()
        }
        for (found, value) in zip(dropped, kept) { #expect(found == 0 || abs(found - 2 * value) < 1e-5) }
        #expect((18...54).contains(dropped.count { $0 == 0 }))
    }

    @Test(arguments: settings) func vectorsAreThoseOfPlainLoops(configuration: EmbedderConfiguration) throws {
        var generator = SeededGenerator(seed: 31)
        let embedder = try embedder(configuration, &generator)
        let parameters = try PlainParameters(embedder.parameters)
        for lengths in [[1], [3, 1, 17], [2, 2], [16, 5, 9, 4, 1]] {
            let batch = Tiny.batch(lengths, using: &generator)
            let hidden = try Tiny.hidden(of: embedder, Tiny.bert, batch)
            for role in Embedder.Role.allCases {
                let slow = try (0..<batch.count).flatMap {
                    try plain(Array(hidden[batch.range(of: $0)]), as: role, configuration, parameters)
                }
                let fast = try embedder(batch, as: role)
                #expect(fast.shape == [lengths.count, configuration.embeddingWidth])
                #expect(agree(try fast.floats(), slow))
            }
        }
    }

    @Test(arguments: settings) func gradientsAreCentralDifferences(configuration: EmbedderConfiguration) throws {
        var generator = SeededGenerator(seed: 32)
        let embedder = try embedder(configuration, &generator)
        let batch = Tiny.batch([1, 5, 3], using: &generator)
        let check = GradientCheck(step: 5e-3, tolerance: 1e-2, elements: 10)
        let differences = try check.differences(of: embedder.parameters) {
            try Tensor.concatenated([embedder(batch, as: .query), embedder(batch, as: .document)], axis: 0)
        }
        #expect(differences == [])
    }

    @Test func shortVectorsTooGetTheLengthOne() throws {
        var generator = SeededGenerator(seed: 33)
        let configuration = EmbedderConfiguration(bert: Tiny.bert, width: 4, normalization: .unit)
        let embedder = try embedder(configuration, &generator)
        for (name, tensor) in embedder.parameters where name.hasPrefix("cls.dense") { try tensor.scale(by: 1e-7) }
        let vectors = try embedder(Tiny.batch([3, 8], using: &generator), as: .query).floats()
        for row in [vectors[0..<4], vectors[4..<8]] {
            #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    @Test func aVectorOfZerosHasFiniteGradients() throws {
        var generator = SeededGenerator(seed: 34)
        let configuration = EmbedderConfiguration(bert: Tiny.bert, width: 4, normalization: .unit)
        let embedder = try embedder(configuration, &generator)
        for (name, tensor) in embedder.parameters where name.hasPrefix("cls.dense") { try tensor.scale(by: 0) }
        let vectors = try embedder(Tiny.batch([3], using: &generator), as: .query)
        #expect(try vectors.floats() == [0, 0, 0, 0])
        try vectors.sum().backward()
        #expect(try embedder.parameters.allSatisfy { try $0.tensor.hasFiniteGradient() })
    }

    @Test(arguments: settings) func noSequencesGiveNoVectors(configuration: EmbedderConfiguration) throws {
        let embedder = try Embedder(configuration, .random())
        #expect(try embedder(PackedSequences(), as: .document).shape == [0, configuration.embeddingWidth])
    }

    @Test func anEmptySequenceIsRefusedWhateverThePooling() throws {
        let empty = PackedSequences([TokenSequence(ids: [], types: []), TokenSequence(ids: [1], types: [0])])
        for configuration in Self.settings {
            let embedder = try Embedder(configuration, .random())
            #expect(throws: TensorError.self) { try embedder(empty, as: .document) }
        }
    }

    @Test func theNullDocumentIsOneVectorWhateverTheBatch() throws {
        var generator = SeededGenerator(seed: 35)
        let embedder = try embedder(Self.settings[1], &generator)
        let null = InputLayout(classification: 1, separator: 2).nullDocument
        let alone = try embedder(PackedSequences([null]), as: .document).floats()
        let among = try embedder(PackedSequences([Tiny.sequence(9, using: &generator), null]), as: .document)
        #expect(agree(try among.narrowed(axis: 0, start: 1, length: 1).floats(), alone.map(Double.init)))
    }

    @Test func aProjectionStartsAsTheIdentityAlmost() throws {
        var generator = SeededGenerator(seed: 36)
        let tower = try BertEncoder(Tiny.bert, .random())
        try redraw(tower.parameters, using: &generator)
        let weights = Tiny.weights(of: tower)
        let with = try Embedder(EmbedderConfiguration(bert: Tiny.bert, width: 4), tower: weights)
        let without = try Embedder(EmbedderConfiguration(bert: Tiny.bert, width: 0), tower: weights)
        let batch = Tiny.batch([5], using: &generator)
        for (a, b) in zip(try with(batch, as: .query).floats(), try without(batch, as: .query).floats()) {
            #expect(abs(a - b) < 0.3)
        }
    }

    @Test func twoProjectionsStartAsEqualsAndLearnApart() throws {
        var generator = SeededGenerator(seed: 38)
        let tower = try BertEncoder(Tiny.bert, .random())
        try redraw(tower.parameters, using: &generator)
        let embedder = try Embedder(
            EmbedderConfiguration(bert: Tiny.bert, width: 4, hasQueryProjection: true), tower: Tiny.weights(of: tower))
        let batch = Tiny.batch([5, 3], using: &generator)
        let before = try embedder(batch, as: .document).floats()
        #expect(try embedder(batch, as: .query).floats() == before)
        try embedder(batch, as: .query).sum().backward()
        for (name, tensor) in embedder.parameters where name.contains("cls.dense") {
            #expect(try (tensor.gradient() != nil) == name.hasPrefix("query_"))
            if name.hasPrefix("query_") { try tensor.scale(by: 2) }
        }
        #expect(try embedder(batch, as: .document).floats() == before)
        #expect(try embedder(batch, as: .query).floats() != before)
    }

    @Test(arguments: settings) func parametersReadBackGiveTheSameVectors(configuration: EmbedderConfiguration) throws {
        var generator = SeededGenerator(seed: 37)
        let embedder = try embedder(configuration, &generator)
        let copy = try Embedder(configuration, .weights(Tiny.weights(of: embedder)))
        let batch = Tiny.batch([5, 2], using: &generator)
        for role in Embedder.Role.allCases {
            #expect(try copy(batch, as: role).floats() == embedder(batch, as: role).floats())
        }
    }

    @Test func impossibleShapesAreRefused() {
        func refusal(_ configuration: EmbedderConfiguration) -> String? {
            do {
                _ = try Embedder(configuration, .random())
                return nil
            } catch { return "\(error)" }
        }
        #expect(
            refusal(EmbedderConfiguration(bert: Tiny.bert, width: -1))
                == "embedder: the embedding's width is -1; expected 0 (the tower's) or a number from 1 to 16777216")
        #expect(
            refusal(EmbedderConfiguration(bert: Tiny.bert, width: 0, hasQueryProjection: true))
                == "embedder: queries have a projection of their own, and the embedding's width is 0, which leaves "
                + "projections out")
        #expect(
            refusal(EmbedderConfiguration(bert: Tiny.bert, scale: 0))
                == "embedder: the scale of relevance scores is 0.0; expected more than 0")
        #expect(
            refusal(EmbedderConfiguration(bert: Tiny.bert, layerNormEpsilon: 0))
                == "embedder: the embedding's layer norm epsilon is 0.0; expected a small number above 0, as 1e-12")
    }
}
