import Bert
import Randomness
import Tensors
import TensorsTestSupport
import Testing

@Suite struct BertEncoderTests {
    private func tower(
        _ configuration: BertConfiguration, _ generator: inout SeededGenerator
    ) throws -> BertEncoder {
        let tower = try BertEncoder(configuration, .random())
        try redraw(tower.parameters, using: &generator)
        return tower
    }

    @Test(arguments: 0..<12) func packedBatchesGiveWhatPlainLoopsGiveForEachSequence(round: Int) throws {
        var generator = SeededGenerator(seed: 11, stream: UInt64(round))
        let configuration = BertConfiguration.tiny(
            heads: .random(in: 1...4, using: &generator), headWidth: .random(in: 1...9, using: &generator),
            layers: round % 3, activation: round.isMultiple(of: 2) ? .exact : .tanhApproximation)
        let tower = try tower(configuration, &generator)
        let lengths = (0...Int.random(in: 0...4, using: &generator)).map { _ in
            Int.random(in: 1...19, using: &generator)
        }
        let sequences = lengths.map { TokenSequence.random($0, using: &generator) }
        let fast = try tower(PackedSequences(sequences)).floats()
        let plain = try PlainBert(configuration: configuration, parameters: PlainParameters(tower.parameters))
        let slow = try sequences.flatMap { try plain.hidden($0) }.flatMap { $0 }
        #expect(agree(fast, slow))
    }

    @Test(arguments: 0..<12) func chosenRowsHaveTheStatesAndGradientsOfTheWhole(round: Int) throws {
        var generator = SeededGenerator(seed: 20, stream: UInt64(round))
        let tower = try tower(.tiny(layers: round % 3), &generator)
        let lengths = (0...Int.random(in: 0...4, using: &generator)).map { _ in
            Int.random(in: 1...19, using: &generator)
        }
        let batch = PackedSequences(lengths.map { TokenSequence.random($0, using: &generator) })
        let places = (0..<Int.random(in: 1...9, using: &generator))
            .map { _ in Int.random(in: 0..<batch.tokenCount, using: &generator) }.sorted()
        let rows = try ChosenRows(places, of: batch.starts)
        let indices = try Tensor(integers: places.map(Int64.init), shape: [places.count])
        func learned(_ states: Tensor) throws -> (states: [Float], gradients: [[Float]]) {
            try (states * states).sum().backward()
            let found = try tower.parameters.map { try $0.tensor.gradient()?.floats() ?? [] }
            for (_, tensor) in tower.parameters { tensor.clearGradient() }
            return (try states.floats(), found)
        }
        let (states, gradients) = try learned(tower(batch, rows: rows))
        let (expected, slopes) = try learned(tower(batch).rows(indices))
        #expect(agree(states, expected.map(Double.init)))
        for (found, slope) in zip(gradients, slopes) {
            let scale = slope.map(abs).max() ?? 0
            #expect(found.count == slope.count)
            #expect(zip(found, slope).allSatisfy { abs($0 - $1) <= 1e-4 * scale + 1e-5 })
        }
    }

    @Test func rowsThatDoNotRiseOrLieOutsideAreRefused() throws {
        #expect(try ChosenRows([0, 2, 2, 4], of: [0, 2, 3, 5]).starts == [0, 1, 3, 4])
        #expect(try ChosenRows([], of: [0, 2]).starts == [0, 0])
        #expect(try ChosenRows.firsts(of: [0, 2, 3]).indices == [0, 2])
        for places in [[2, 1], [-1], [5]] {
            #expect(throws: TensorError.self) { try ChosenRows(places, of: [0, 2, 5]) }
        }
    }

    @Test(arguments: [
        TowerDropout.none, TowerDropout(hidden: 0.2, attention: 0), TowerDropout(hidden: 0, attention: 0.2),
    ])
    func layersThatAreComputedAgainHaveTheSameGradients(dropout: TowerDropout) throws {
        var generator = SeededGenerator(seed: 19)
        let tower = try tower(.tiny(layers: 3), &generator)
        let batch = PackedSequences([5, 12, 1].map { TokenSequence.random($0, using: &generator) })
        func gradients(recomputes: Bool) throws -> [[Float]] {
            try Engine.withRandomStream(seed: 4) {
                try Engine.withRecomputing(recomputes) {
                    // Twice, as for queries and passages: the gradients of both add up.
                    let both = try tower(batch, dropout: dropout) * tower(batch, dropout: dropout)
                    try both.sum().backward()
                    let found = try tower.parameters.map { try $0.tensor.gradient()?.floats() ?? [] }
                    for (_, tensor) in tower.parameters { tensor.clearGradient() }
                    return found
                }
            }
        }
        let kept = try gradients(recomputes: false)
        for (found, expected) in zip(try gradients(recomputes: true), kept) {
            let scale = expected.map(abs).max() ?? 0
            #expect(found.count == expected.count && !found.isEmpty)
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-6 * (1 + scale) })
        }
    }

    @Test func aLoneTokenIsASequence() throws {
        var generator = SeededGenerator(seed: 12)
        let tower = try tower(.tiny(), &generator)
        let one = TokenSequence(ids: [7], types: [0])
        let plain = try PlainBert(configuration: .tiny(), parameters: PlainParameters(tower.parameters))
        let fast = try tower(PackedSequences([one])).floats()
        #expect(agree(fast, try plain.hidden(one)[0]))
    }

    @Test func aSequenceIsReadTheSameWhateverItsNeighbours() throws {
        var generator = SeededGenerator(seed: 13)
        let tower = try tower(.tiny(), &generator)
        let sequences = [5, 19, 1, 8].map { TokenSequence.random($0, using: &generator) }
        let together = try tower(PackedSequences(sequences))
        let reversed = try tower(PackedSequences(sequences.reversed()))
        let packed = PackedSequences(sequences)
        let backwards = PackedSequences(sequences.reversed())
        for (index, sequence) in sequences.enumerated() {
            let alone = try tower(PackedSequences([sequence])).floats()
            for (batch, place) in [(together, packed.range(of: index)), (reversed, backwards.range(of: 3 - index))] {
                let part = try batch.narrowed(axis: 0, start: place.lowerBound, length: place.count).floats()
                #expect(agree(part, alone.map(Double.init)))
            }
        }
    }

    @Test(arguments: [BertConfiguration.Activation.exact, .tanhApproximation])
    func gradientsOfAllParametersAreCentralDifferences(activation: BertConfiguration.Activation) throws {
        var generator = SeededGenerator(seed: 14)
        let tower = try tower(.tiny(heads: 2, headWidth: 3, activation: activation), &generator)
        let batch = PackedSequences([1, 6, 4].map { TokenSequence.random($0, using: &generator) })
        let check = GradientCheck(step: 5e-3, tolerance: 1e-2, elements: 12)
        #expect(try check.differences(of: tower.parameters) { try tower(batch) } == [])
    }

    @Test func anEmptyBatchHasNoHiddenStates() throws {
        let tower = try BertEncoder(.tiny(), .random())
        #expect(try tower(PackedSequences()).shape == [0, 15])
    }

    @Test func dropoutChangesTheResultOnlyWhenAskedFor() throws {
        var generator = SeededGenerator(seed: 15)
        let tower = try tower(.tiny(), &generator)
        let batch = PackedSequences([TokenSequence.random(9, using: &generator)])
        #expect(try tower(batch).floats() == tower(batch).floats())
        for dropout in [TowerDropout(hidden: 0.5, attention: 0), TowerDropout(hidden: 0, attention: 0.5)] {
            #expect(try tower(batch, dropout: dropout).floats() != tower(batch).floats())
            let rows = try ChosenRows.firsts(of: batch.starts)
            #expect(try tower(batch, rows: rows, dropout: dropout).floats() != tower(batch, rows: rows).floats())
        }
    }

    @Test func inputsThatTheModelCannotReadAreNamed() throws {
        let tower = try BertEncoder(.tiny(), .random())
        let fine = TokenSequence(ids: [1, 2], types: [0, 1])
        func refusal(_ second: TokenSequence) -> String? {
            do {
                _ = try tower(PackedSequences([fine, second]))
                return nil
            } catch { return error.description }
        }
        #expect(
            refusal(TokenSequence(ids: Array(repeating: 1, count: 20), types: Array(repeating: 0, count: 20)))
                == "BERT input: sequence 1 has 20 tokens; this model reads 1 to 19 (max_position_embeddings); shorten it"
        )
        #expect(
            refusal(TokenSequence(ids: [], types: []))
                == "BERT input: sequence 1 has 0 tokens; this model reads 1 to 19 (max_position_embeddings); shorten it"
        )
        #expect(
            refusal(TokenSequence(ids: [1, 37], types: [0, 0]))
                == "BERT input: token 1 of sequence 1 has the id 37; this model has 37 word pieces (vocab_size); "
                + "use its own vocabulary")
        #expect(refusal(TokenSequence(ids: [-1], types: [0]))?.contains("has the id -1") == true)
        #expect(
            refusal(TokenSequence(ids: [1], types: [2]))
                == "BERT input: token 0 of sequence 1 has the type 2; this model has 2 types (type_vocab_size)")
        #expect(refusal(fine) == nil)
    }

    @Test func impossibleSizesAreRefusedBeforeAnythingIsMade() {
        var configuration = BertConfiguration.tiny()
        configuration.layers = -1
        #expect(
            throws: TensorError(
                operation: "BERT tower", reason: "num_hidden_layers is -1; expected a number from 0 to 1000")
        ) { try BertEncoder(configuration, .random()) }
    }

    @Test func parametersReadBackGiveTheSameTower() throws {
        var generator = SeededGenerator(seed: 16)
        let tower = try tower(.tiny(), &generator)
        let weights = Weights(
            Dictionary(tower.parameters.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first }),
            origin: "memory")
        #expect(weights.names.count == tower.parameters.count)
        let copy = try BertEncoder(.tiny(), .weights(weights))
        let batch = PackedSequences([TokenSequence.random(9, using: &generator)])
        #expect(try copy(batch).floats() == tower(batch).floats())
    }
}
