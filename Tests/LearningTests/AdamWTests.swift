import Learning
import Randomness
import Tensors
import Testing

@Suite struct AdamWTests {
    /// The formula of BERT's optimiser, number by number.
    private struct Reference {
        var values: [Double]
        var first: [Double]
        var second: [Double]

        init(_ values: [Double]) {
            self.values = values
            first = values.map { _ in 0 }
            second = values.map { _ in 0 }
        }

        mutating func step(_ gradient: [Double], rate: Double, after step: Int, decay: Double, corrects: Bool) {
            for i in values.indices {
                first[i] = 0.9 * first[i] + 0.1 * gradient[i]
                second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i]
                var (mean, square) = (first[i], second[i])
                if corrects {
                    mean /= 1 - power(0.9, step + 1)
                    square /= 1 - power(0.999, step + 1)
                }
                values[i] -= rate * (mean / (square.squareRoot() + 1e-6) + decay * values[i])
            }
        }

        private func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { p, _ in p * base } }
    }

    @Test(arguments: [false, true])
    func everyStepIsTheFormulas(correctsBias: Bool) throws {
        var random = SeededGenerator(seed: 1)
        let start = (0..<6).map { _ in Float.random(in: -2...2, using: &random) }
        let matrix = try Tensor(start, shape: [2, 3]).requiringGradient()
        let bias = try Tensor(start, shape: [6]).requiringGradient()
        let optimiser = try AdamW(
            [("dense.weight", matrix), ("dense.bias", bias)],
            .init(weightDecay: 0.01, clipNorm: .infinity, correctsBias: correctsBias))
        var decayed = Reference(start.map(Double.init))
        var kept = Reference(start.map(Double.init))
        for step in 0..<20 {
            let gradient = (0..<6).map { _ in Float.random(in: -3...3, using: &random) }
            let rate = 0.01 * Double(step + 1)
            try (matrix * Tensor(gradient, shape: [2, 3])).sum().backward()
            try (bias * Tensor(gradient, shape: [6])).sum().backward()
            try optimiser.step(rate: rate, after: step)
            let exact = gradient.map(Double.init)
            decayed.step(exact, rate: rate, after: step, decay: 0.01, corrects: correctsBias)
            kept.step(exact, rate: rate, after: step, decay: 0, corrects: correctsBias)
            for (found, expected) in zip(try matrix.floats() + bias.floats(), decayed.values + kept.values) {
                #expect(abs(Double(found) - expected) < 5e-5 * (1 + abs(expected)), "step \(step)")
            }
        }
    }

    @Test func theGradientsOfAPartAreClippedTogether() throws {
        let first = try Tensor([0], shape: [1]).requiringGradient()
        let second = try Tensor([0], shape: [1]).requiringGradient()
        let optimiser = try AdamW([("a", first), ("b", second)], .init(weightDecay: 0, clipNorm: 1))
        try (first * 30 + second * 40).sum().backward()
        #expect(try optimiser.step(rate: 1, after: 0) == 50)
        // After clipping to (0.6, 0.8): m = 0.1 g, √v = √0.001 |g|.
        let moments = try optimiser.state.map { try $0.tensor.scalar() }
        #expect(zip(moments, [0.06, 0.00036, 0.08, 0.00064]).allSatisfy { abs($0 - $1) < 1e-7 })
    }

    @Test func aNormThatOthersCountInClipsToo() throws {
        let tensor = try Tensor([0], shape: [1]).requiringGradient()
        let optimiser = try AdamW([("a", tensor)], .init(weightDecay: 0, clipNorm: 1))
        try (tensor * 0.5).sum().backward()
        #expect(try optimiser.gradientNorm() == 0.5)
        // By its own norm it would not be clipped; by 2 it is halved.
        #expect(try optimiser.step(rate: 1, after: 0, norm: 2) == 2)
        #expect(abs(try optimiser.state[0].tensor.scalar() - 0.1 * 0.25) < 1e-8)
    }

    @Test func aGradientThatIsNotANumberMovesNothing() throws {
        let tensor = try Tensor([1, 2], shape: [2]).requiringGradient()
        let optimiser = try AdamW([("a", tensor)], .init())
        try (tensor * Float.nan).sum().backward()
        #expect(try optimiser.step(rate: 1, after: 0).isNaN)
        #expect(try tensor.floats() == [1, 2])
        #expect(try optimiser.state.allSatisfy { try $0.tensor.floats() == [0, 0] })
    }

    @Test func aParameterWithoutGradientStays() throws {
        let used = try Tensor([1], shape: [1]).requiringGradient()
        let unused = try Tensor([1], shape: [1]).requiringGradient()
        let optimiser = try AdamW([("used", used), ("unused", unused)], .init())
        try (used * 2).sum().backward()
        try optimiser.step(rate: 0.1, after: 0)
        #expect(try used.scalar() != 1)
        #expect(try unused.scalar() == 1)
        #expect(try used.gradient() == nil)
    }

    @Test func biasesAndLayerNormsDoNotDecay() {
        for name in [
            "realm.encoder.layer.0.output.LayerNorm.weight", "realm.encoder.layer.0.output.dense.bias",
            "qa_outputs.layer_normalization.weight", "cls.predictions.bias", "bias",
        ] {
            #expect(!AdamW.decays(name))
        }
        #expect(AdamW.decays("realm.embeddings.word_embeddings.weight"))
        #expect(AdamW.decays("qa_outputs.dense_output.weight"))
    }
}
