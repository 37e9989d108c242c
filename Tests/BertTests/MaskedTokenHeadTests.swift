import Bert
import Randomness
import Tensors
import TensorsTestSupport
import Testing

@Suite struct MaskedTokenHeadTests {
    private func head(
        _ configuration: BertConfiguration, _ generator: inout SeededGenerator
    ) throws -> (MaskedTokenHead, words: Tensor) {
        let head = try MaskedTokenHead(configuration, .random())
        try redraw(head.parameters, using: &generator)
        let words = (0..<(37 * 15)).map { _ in Float.random(in: -0.8...0.8, using: &generator) }
        return (head, try Tensor(words, shape: [37, 15]).requiringGradient())
    }

    @Test(arguments: [BertConfiguration.Activation.exact, .tanhApproximation])
    func logitsAreThoseOfPlainLoops(activation: BertConfiguration.Activation) throws {
        var generator = SeededGenerator(seed: 21)
        let configuration = BertConfiguration.tiny(activation: activation)
        let (head, words) = try head(configuration, &generator)
        let rows = (0..<4).map { _ in (0..<15).map { _ in Float.random(in: -2...2, using: &generator) } }
        let fast = try head.logits(Tensor(rows.flatMap { $0 }, shape: [4, 15]), wordEmbeddings: words).floats()
        let plain = try PlainBert(configuration: configuration, parameters: PlainParameters(head.parameters))
        let table = try PlainParameters([("words", words)]).matrix("words")
        let bias = try plain.parameters.vector("bias")
        let slow = try rows.flatMap { row in
            let inner = try plain.linear("transform.dense", row.map(Double.init)).map(plain.gelu)
            return PlainLayers.linear(try plain.norm("transform.LayerNorm", inner), table, bias)
        }
        #expect(agree(fast, slow))
    }

    @Test func gradientsAreCentralDifferences() throws {
        var generator = SeededGenerator(seed: 22)
        let (head, words) = try head(.tiny(), &generator)
        let values = (0..<30).map { _ in Float.random(in: -2...2, using: &generator) }
        let rows = try Tensor(values, shape: [2, 15]).requiringGradient()
        let all = head.parameters + [("words", words), ("rows", rows)]
        let check = GradientCheck(step: 5e-3, tolerance: 1e-2)
        #expect(try check.differences(of: all) { try head.logits(rows, wordEmbeddings: words) } == [])
    }

    @Test func noMaskGivesNoLogits() throws {
        let head = try MaskedTokenHead(.tiny(), .random())
        let logits = try head.logits(Tensor.zeros([0, 15]), wordEmbeddings: Tensor.zeros([37, 15]))
        #expect(logits.shape == [0, 37])
    }

    @Test func theBiasIsFoundUnderEitherOfItsNames() throws {
        var generator = SeededGenerator(seed: 23)
        let (head, words) = try head(.tiny(), &generator)
        var tensors = Dictionary(head.parameters.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
        tensors["decoder.bias"] = tensors.removeValue(forKey: "bias")
        let other = try MaskedTokenHead(.tiny(), .weights(Weights(tensors, origin: "memory")))
        let rows = try Tensor.full([1, 15], value: 0.3)
        #expect(
            try other.logits(rows, wordEmbeddings: words).floats() == head.logits(rows, wordEmbeddings: words).floats())
        tensors["decoder.bias"] = nil
        #expect(
            throws: WeightsError(
                origin: "heads.safetensors", reason: "there is no tensor bias of shape [37]; is it another model?")
        ) { try MaskedTokenHead(.tiny(), .weights(Weights(tensors, origin: "heads.safetensors"))) }
    }
}
