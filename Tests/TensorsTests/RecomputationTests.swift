import Tensors
import Testing

@Suite struct RecomputationTests {
    private struct Outcome: Equatable {
        var value: [Float]
        var gradients: [[Float]]
    }

    private let weight = (0..<64).map { Float(($0 * 37 + 11) % 29) / 29 - 0.5 }

    /// Three layers of tanh(W x) with dropout, and the gradients of input and weight.
    private func outcome(recomputes: Bool, dropout: Float) throws -> Outcome {
        try Engine.withRandomStream(seed: 9) {
            try Engine.withRecomputing(recomputes) {
                let input = try Tensor((0..<24).map { Float($0 % 7) / 7 - 0.4 }, shape: [3, 8]).requiringGradient()
                let weight = try Tensor(weight, shape: [8, 8]).requiringGradient()
                var hidden = input
                for _ in 0..<3 {
                    hidden = try hidden.recomputing(draws: dropout > 0) {
                        (rows: Tensor) throws(TensorError) -> Tensor in
                        let inner = try rows.linear(weight, nil).tanh()
                        return dropout > 0 ? try inner.dropout(dropout) : inner
                    }
                }
                let after = try Tensor.normal([2]).floats()
                try (hidden * hidden).sum().backward()
                let gradients = try [input, weight].map { try $0.gradient()?.floats() ?? [] }
                // What is drawn afterwards must not depend on what was drawn again.
                return Outcome(
                    value: try hidden.floats() + after + Tensor.normal([2]).floats(),
                    gradients: gradients)
            }
        }
    }

    @Test(arguments: [0, 0.3] as [Float])
    func gradientsAreThoseOfWhatWasKept(dropout: Float) throws {
        let kept = try outcome(recomputes: false, dropout: dropout)
        let again = try outcome(recomputes: true, dropout: dropout)
        #expect(again.value == kept.value)
        for (found, expected) in zip(again.gradients, kept.gradients) {
            #expect(!found.isEmpty && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-6 * (1 + abs($1)) })
        }
    }

    @Test func aFunctionRunsTwiceOnlyWhereGradientsAreWanted() throws {
        var runs = 0
        let function = { (rows: Tensor) throws(TensorError) -> Tensor in
            runs += 1
            return try rows * rows
        }
        let input = try Tensor([1, 2], shape: [2]).requiringGradient()
        try Engine.withRecomputing(true) {
            _ = try Engine.withoutGradient { () throws(TensorError) in try input.recomputing(draws: false, function) }
            _ = try input.detached().recomputing(draws: false, function)
            #expect(runs == 2)
            try input.recomputing(draws: false, function).sum().backward()
            #expect(runs == 4)
        }
        #expect(try input.gradient()?.floats() == [2, 4])
        try Engine.withRecomputing(false) { _ = try input.recomputing(draws: false, function) }
        #expect(runs == 5)
    }

    @Test func errorsOfTheFunctionAreItsOwn() throws {
        let input = try Tensor([1, 2], shape: [2]).requiringGradient()
        let problem = TensorError(operation: "function", reason: "no")
        #expect(throws: problem) {
            try Engine.withRecomputing(true) {
                try input.recomputing(draws: false) { (_: Tensor) throws(TensorError) -> Tensor in throw problem }
            }
        }
        var runs = 0
        let output = try Engine.withRecomputing(true) {
            try input.recomputing(draws: false) { (rows: Tensor) throws(TensorError) -> Tensor in
                runs += 1
                return runs == 1 ? try rows * 2 : try rows.reshaped([3])
            }
        }
        #expect(throws: TensorError.self) { try output.sum().backward() }
    }

    @Test func whatAFunctionHoldsGoesWithTheGraph() throws {
        final class Witness {}
        weak var witness: Witness?
        do {
            let held = Witness()
            witness = held
            let input = try Tensor([1, 2], shape: [2]).requiringGradient()
            _ = try Engine.withRecomputing(true) {
                try input.recomputing(draws: false) { (rows: Tensor) throws(TensorError) -> Tensor in
                    withExtendedLifetime(held) {}
                    return try rows * 2
                }
            }
        }
        #expect(witness == nil)
    }
}
