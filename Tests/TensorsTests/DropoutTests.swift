import Tensors
import Testing

@Suite struct DropoutTests {
    /// More elements than share one key of the mask, and not a multiple of them.
    private let count = 100_003

    @Test func theShareOfZeroesIsTheProbabilityAndTheMeanStays() throws {
        for probability: Float in [0.1, 0.5, 0.9] {
            let values = try Engine.withRandomStream(seed: 1) { try Tensor.ones([count]).dropout(probability).floats() }
            let kept = values.filter { $0 != 0 }
            #expect(abs(1 - Float(kept.count) / Float(count) - probability) < 0.01)
            #expect(kept.allSatisfy { abs($0 - 1 / (1 - probability)) < 1e-5 })
        }
    }

    @Test func elementsAreDroppedIndependently() throws {
        let values = try Engine.withRandomStream(seed: 2) { try Tensor.ones([count]).dropout(0.5).floats() }
        for distance in [1, 2, 8, 64, 768, 32_768] {
            let agreeing = (0..<(count - distance)).count { (values[$0] == 0) == (values[$0 + distance] == 0) }
            #expect(abs(Float(agreeing) / Float(count - distance) - 0.5) < 0.01, "at distance \(distance)")
        }
    }

    @Test func theGradientPassesWhereTheElementDid() throws {
        let x = try Tensor.ones([count]).requiringGradient()
        let dropped = try x.dropout(0.3)
        try dropped.sum().backward()
        #expect(try x.gradient()?.floats() == dropped.floats())
    }

    @Test func theSameStreamDropsTheSameOnAnyNumberOfThreads() throws {
        func drop() throws -> [Float] {
            try Engine.withRandomStream(seed: 3) { try Tensor.ones([count]).dropout(0.1).floats() }
        }
        let before = Engine.threads
        let many = try drop()
        try Engine.setThreads(1)
        defer { try? Engine.setThreads(before) }
        #expect(try drop() == many)
    }

    @Test func nothingIsDroppedWithProbabilityZeroAndAllIsRefused() throws {
        #expect(try Tensor.ones([3]).dropout(0).floats() == [1, 1, 1])
        #expect(try Tensor.ones([0]).dropout(0.5).floats() == [])
        let error = #expect(throws: TensorError.self) { try Tensor.ones([3]).dropout(1) }
        #expect(error?.description == "dropout: the probability 1 is not in 0..<1")
        #expect(throws: TensorError.self) { try Tensor.ones([3]).dropout(.nan) }
    }
}
