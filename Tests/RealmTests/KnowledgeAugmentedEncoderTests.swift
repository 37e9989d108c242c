import Bert
import Randomness
import Realm
import Tensors
import TensorsTestSupport
import Testing

@Suite struct KnowledgeAugmentedEncoderTests {
    private func encoder(_ generator: inout SeededGenerator) throws -> KnowledgeAugmentedEncoder {
        let encoder = try KnowledgeAugmentedEncoder(Tiny.bert, .random())
        try redraw(encoder.parameters, using: &generator)
        return encoder
    }

    @Test func likelihoodsAreThoseOfPlainLoops() throws {
        var generator = SeededGenerator(seed: 81)
        let encoder = try encoder(&generator)
        let parameters = try PlainParameters(encoder.parameters)
        let batch = Tiny.batch([6, 1, 11], using: &generator)
        let (positions, targets) = ([2, 4, 6, 17, 17], [3, 28, 0, 5, 6] as [Int32])
        let hidden = try Tiny.hidden(of: encoder, Tiny.bert, batch)
        let words = try parameters.matrix("realm.embeddings.word_embeddings.weight")
        let head = "cls.predictions.transform"
        let slow = try zip(positions, targets).map { position, target in
            let inner = try PlainLayers.linear(
                hidden[position], parameters.matrix("\(head).dense.weight"), parameters.vector("\(head).dense.bias")
            ).map { PlainLayers.gelu($0, tanhApproximation: true) }
            let normal = try PlainLayers.layerNorm(
                inner, gain: parameters.vector("\(head).LayerNorm.weight"),
                bias: parameters.vector("\(head).LayerNorm.bias"), epsilon: 1e-12)
            let logits = try PlainLayers.linear(normal, words, parameters.vector("cls.predictions.bias"))
            return logits[Int(target)] - PlainLayers.logSumExp(logits)
        }
        #expect(agree(try encoder.logLikelihoods(batch, at: positions, targets: targets).floats(), slow))
    }

    @Test func gradientsAreCentralDifferencesAlsoOfTheTiedWordTable() throws {
        var generator = SeededGenerator(seed: 82)
        let encoder = try encoder(&generator)
        let batch = Tiny.batch([4, 3], using: &generator)
        let check = GradientCheck(step: 5e-3, tolerance: 1e-2, elements: 24)
        let found = try check.differences(of: encoder.parameters) {
            try encoder.logLikelihoods(batch, at: [1, 5, 6], targets: [3, 3, 9])
        }
        #expect(found == [])
    }

    @Test func nothingMaskedHasNoLikelihoods() throws {
        var generator = SeededGenerator(seed: 83)
        let encoder = try encoder(&generator)
        let batch = Tiny.batch([4], using: &generator)
        #expect(try encoder.logLikelihoods(batch, at: [], targets: []).shape == [0])
        #expect(try encoder.logits(PackedSequences(), at: []).shape == [0, 29])
    }

    @Test func targetsAndPositionsThatAreNotThereAreRefused() throws {
        var generator = SeededGenerator(seed: 84)
        let encoder = try encoder(&generator)
        let batch = Tiny.batch([4], using: &generator)
        for target in [29, -1, -100] as [Int32] {
            #expect(
                throws: TensorError(
                    operation: "masked-token likelihood",
                    reason: "target \(target) is not one of the 29 word pieces (vocab_size)")
            ) { try encoder.logLikelihoods(batch, at: [1], targets: [target]) }
        }
        #expect(throws: TensorError.self) { try encoder.logits(batch, at: [4]) }
        #expect(throws: TensorError.self) { try encoder.logLikelihoods(batch, at: [1, 2], targets: [1]) }
    }

    @Test func aTowerWithoutAHeadGetsANewOneAndOneWithAHeadKeepsIt() throws {
        var generator = SeededGenerator(seed: 85)
        let encoder = try encoder(&generator)
        let all = Tiny.weights(of: encoder)
        let batch = Tiny.batch([5], using: &generator)
        let kept = try KnowledgeAugmentedEncoder(
            Tiny.bert, tower: all.under("realm."), head: all.under("cls.predictions."))
        #expect(try kept.logits(batch, at: [2]).floats() == encoder.logits(batch, at: [2]).floats())
        let new = try KnowledgeAugmentedEncoder(Tiny.bert, tower: all.under("realm."), head: nil)
        #expect(new.parameters.map(\.name) == encoder.parameters.map(\.name))
        #expect(try new.logits(batch, at: [2]).floats() != encoder.logits(batch, at: [2]).floats())
    }
}
