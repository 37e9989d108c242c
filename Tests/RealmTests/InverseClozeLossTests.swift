import Randomness
import Realm
import Tensors
import TensorsTestSupport
import Testing

@Suite struct InverseClozeLossTests {
    @Test(arguments: 1...5) func theLossIsTheCrossEntropyOfEachSentencesOwnBlock(pairs: Int) throws {
        var generator = SeededGenerator(seed: 71, stream: UInt64(pairs))
        let width = 4
        let q = Tiny.numbers(pairs * width, in: -2...2, using: &generator).map(Double.init)
        let b = Tiny.numbers(pairs * width, in: -2...2, using: &generator).map(Double.init)
        let result = try InverseClozeLoss.loss(
            sentences: Tensor(q.map(Float.init), shape: [pairs, width]),
            blocks: Tensor(b.map(Float.init), shape: [pairs, width]))
        func row(_ values: [Double], _ index: Int) -> [Double] {
            Array(values[(index * width)..<((index + 1) * width)])
        }
        let scores = (0..<pairs).map { i in (0..<pairs).map { PlainLayers.dot(row(q, i), row(b, $0)) } }
        // Sums of four products of numbers up to 2.
        #expect(agree(try result.scores.floats(), scores.flatMap { $0 }, of: 4))
        let loss = (0..<pairs).reduce(0) { $0 + PlainLayers.logSumExp(scores[$1]) - scores[$1][$1] } / Double(pairs)
        #expect(agree([try result.loss.scalar()], [loss], of: 1 + loss))
    }

    @Test func gradientsAreCentralDifferences() throws {
        var generator = SeededGenerator(seed: 72)
        let inputs = try (0..<2).map { _ in
            try Tensor(Tiny.numbers(12, in: -1...1, using: &generator), shape: [3, 4])
        }
        let found = try GradientCheck(tolerance: 2e-3).differences(of: inputs) {
            try InverseClozeLoss.loss(sentences: $0[0], blocks: $0[1]).loss
        }
        #expect(found.isEmpty, "\(found)")
    }

    @Test func blocksBehindThePairsAreWrongAnswersOnly() throws {
        var generator = SeededGenerator(seed: 73)
        let sentences = try Tensor(Tiny.numbers(8, in: -1...1, using: &generator), shape: [2, 4])
        let blocks = try Tensor(Tiny.numbers(12, in: -1...1, using: &generator), shape: [3, 4])
        let (loss, scores) = try InverseClozeLoss.loss(sentences: sentences, blocks: blocks)
        #expect(scores.shape == [2, 3])
        let rows = try scores.floats().map(Double.init)
        let expected = (0..<2).reduce(0.0) { sum, row in
            sum + (PlainLayers.logSumExp(Array(rows[3 * row..<3 * row + 3])) - rows[4 * row]) / 2
        }
        #expect(agree([try loss.scalar()], [expected], of: 1 + expected))
    }

    @Test func aBatchWithoutPairsOrWithTooFewBlocksIsRefused() throws {
        #expect(throws: TensorError(operation: "inverse cloze loss", reason: "the batch has no pairs")) {
            try InverseClozeLoss.loss(sentences: .zeros([0, 4]), blocks: .zeros([0, 4]))
        }
        #expect(
            throws: TensorError(
                operation: "inverse cloze loss",
                reason: "sentences have shape [3, 4] and blocks [2, 4]; expected the same width, and at least as many "
                    + "blocks")
        ) { try InverseClozeLoss.loss(sentences: .zeros([3, 4]), blocks: .zeros([2, 4])) }
    }
}
