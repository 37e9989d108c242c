import Randomness
import Tensors
import Testing

@Suite struct TensorOptimisationTests {
    @Test(arguments: [1, 7, 40_000])
    func aStepOfAdamIsTheFormula(count: Int) throws {
        var generator = SeededGenerator(seed: 15)
        var value = Grid([count], using: &generator).values
        var first = [Float](repeating: 0, count: count), second = first
        let parameter = try Tensor(value, shape: [count]).requiringGradient()
        let moments = (try Tensor.zeros([count]), try Tensor.zeros([count]))
        for step in 0..<3 {
            let slope = Grid([count], using: &generator).values
            let rate = 0.01 / Float(step + 1)
            try parameter.adamStep(
                gradient: Tensor(slope, shape: [count]), firstMoment: moments.0, secondMoment: moments.1, rate: rate,
                beta1: 0.9, beta2: 0.999, epsilon: 1e-6, decay: 0.01)
            for i in 0..<count {
                first[i] = 0.9 * first[i] + 0.1 * slope[i]
                second[i] = 0.999 * second[i] + 0.001 * slope[i] * slope[i]
                value[i] -= rate * (first[i] / (second[i].squareRoot() + 1e-6) + 0.01 * value[i])
            }
        }
        try expect(parameter, equals: Grid([count], value))
        try expect(moments.0, equals: Grid([count], first), tolerance: 1e-6)
        try expect(moments.1, equals: Grid([count], second), tolerance: 1e-6)
    }

    @Test func aGradientOfAnotherShapeIsRefused() throws {
        let x = try Tensor.zeros([2]), moment = try Tensor.zeros([2])
        let error = #expect(throws: TensorError.self) {
            try x.adamStep(
                gradient: .zeros([3]), firstMoment: moment, secondMoment: moment, rate: 1, beta1: 0.9, beta2: 0.999,
                epsilon: 1e-6, decay: 0)
        }
        #expect(error?.description == "adamStep: shape [3] is not the parameter's [2]")
    }

    @Test func theNormIsOverAllElementsOfAllTensors() throws {
        let norm = try Tensor.norm(of: [
            Tensor([3], shape: [1]), Tensor([0, 4, 12], shape: [3, 1]), Tensor.zeros([0]),
        ])
        #expect(abs(norm - 13) < 1e-5)
        #expect(try Tensor.norm(of: []) == 0)
        #expect(try Tensor.norm(of: [Tensor([.nan], shape: [1])]).isNaN)
        #expect(throws: TensorError.self) { try Tensor.norm(of: [Tensor(integers: [1], shape: [1])]) }
    }

    @Test func scalingIsInPlaceAndNotRecorded() throws {
        let x = try Tensor([2, -4], shape: [2]).requiringGradient()
        try x.scale(by: 0.5)
        #expect(try x.floats() == [1, -2])
        try x.sum().backward()
        #expect(try x.gradient()?.floats() == [1, 1])
    }

    @Test func aSmallNetworkLearnsASquare() throws {
        try Engine.withRandomStream(seed: 16) {
            let x = try Tensor.normal([128, 1]), target = try x * x
            let weights = try [Tensor.normal([16, 1]), Tensor.normal([1, 16])].map { try $0.requiringGradient() }
            let moments = try weights.map { (try Tensor.zeros($0.shape), try Tensor.zeros($0.shape)) }
            var losses: [Float] = []
            for _ in 0..<200 {
                let miss = try x.linear(weights[0]).gelu().linear(weights[1]) - target
                let loss = try (miss * miss).mean()
                losses.append(try loss.scalar())
                try loss.backward()
                for (weight, moment) in zip(weights, moments) {
                    let gradient = try #require(try weight.gradient())
                    try weight.adamStep(
                        gradient: gradient, firstMoment: moment.0, secondMoment: moment.1, rate: 0.02, beta1: 0.9,
                        beta2: 0.999, epsilon: 1e-6, decay: 0)
                    weight.clearGradient()
                }
            }
            #expect(losses[199] < losses[0] / 20, "loss went from \(losses[0]) to \(losses[199])")
        }
    }
}
