import Foundation
import Randomness
import Tensors
import TensorsTestSupport
import Testing

@Suite struct EngineTests {
    /// One draw of each kind.
    private func draw() throws -> [Float] {
        try Tensor.normal([40], mean: 1, deviation: 2).floats() + Tensor.ones([50]).dropout(0.5).floats()
    }

    @Test func theSameSeedRepeatsAndAnotherDiffers() throws {
        let first = try Engine.withRandomStream(seed: 7, draw), second = try Engine.withRandomStream(seed: 8, draw)
        #expect(try Engine.withRandomStream(seed: 7, draw) == first)
        #expect(first != second)
        try Engine.withRandomStream(seed: 1) {
            _ = try draw()
            try Engine.seed(7)
            #expect(try draw() == first)
        }
    }

    @Test func aStreamGoesOnFromASavedState() throws {
        try Engine.withRandomStream(seed: 9) {
            _ = try Tensor.normal([3])
            let state = try Engine.generatorState()
            let first = try draw()
            #expect(try draw() != first)
            try Engine.restoreGenerator(state)
            #expect(try draw() == first)
        }
        #expect(throws: TensorError.self) { try Engine.restoreGenerator([1, 2, 3]) }
        #expect(throws: TensorError.self) { try Engine.restoreGenerator([]) }
    }

    @Test func anInnerStreamDoesNotDisturbTheOuterOne() throws {
        try Engine.withRandomStream(seed: 10) {
            let state = try Engine.generatorState()
            _ = try Engine.withRandomStream(seed: 11, draw)
            #expect(try Engine.generatorState() == state)
        }
    }

    @Test func normalValuesHaveTheirMeanAndDeviation() throws {
        try Engine.withRandomStream(seed: 12) {
            let normal = try Tensor.normal([20_000], mean: 3, deviation: 0.5).floats()
            let mean = normal.reduce(0, +) / 20_000
            #expect(abs(mean - 3) < 0.02)
            #expect(abs((normal.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000).squareRoot() - 0.5) < 0.01)
        }
    }

    @Test func threadsMustBePositive() {
        #expect(Engine.threads > 0)
        #expect(throws: TensorError.self) { try Engine.setThreads(0) }
    }

    @Test func aDeviceThatIsNotThereSaysWhatToDo() {
        #expect(Engine.device == .cpu)
        #expect(throws: Never.self) { try Device.cpu.checkAvailability() }
        #expect(Device.cuda(1).description == "cuda:1")
        let words = DeviceError.cudaNotLoaded(reason: "no such file").description
        #expect(
            words == "device cuda: libtorch's CUDA library could not be loaded (no such file); start the program with "
                + "LD_LIBRARY_PATH naming the lib folder of a CUDA build of the same libtorch version, or use the device cpu"
        )
        #expect(
            DeviceError.noSuchDevice(index: 2, devices: 1).description
                == "device cuda:2: there are 1 CUDA devices, numbered from 0; choose one of them, or use the device cpu"
        )
        #expect(throws: DeviceError.self) { try Device.cuda(99).checkAvailability() }
    }

    @Test func processorFlagsAreSorted() {
        #expect(Engine.cpuFlags == Engine.cpuFlags.sorted())
    }

    @Test func resultsOfTheFastestProductsAreExact() throws {
        let products = try Engine.useFastestMatrixProducts()
        #expect(products.standardRate > 0)
        #expect(products.oneDNNRate > 0)
        #expect(Engine.matrixProducts == products.library)
        #expect(products.library == .standard || products.oneDNNError < 1e-5)
    }

    @Test(.enabled(if: Engine.hasBFloat16)) func bfloat16ProductsAreWithinTheirPrecision() throws {
        var generator = SeededGenerator(seed: 13)
        // Positive factors, so that no sum cancels and the relative error of the factors is that of the result.
        let x = try Grid([2, 5, 64], in: 0.5...1, using: &generator).tensor().requiringGradient()
        let weight = try Grid([33, 64], in: 0.5...1, using: &generator).tensor().requiringGradient()
        let bias = try Grid([33], in: 0.5...1, using: &generator).tensor().requiringGradient()
        func run() throws -> [Grid] {
            let product = try x.linear(weight, bias)
            try product.backward(seed: product.detached())
            let gradients = try [x, weight, bias].map { try #require(try $0.gradient()) }
            let results = try ([product] + gradients).map { Grid($0.shape, try $0.floats()) }
            for parameter in [x, weight, bias] { parameter.clearGradient() }
            return results
        }
        let exact = try run(), rounded = try Engine.withMatrixPrecision(.bfloat16, run)
        #expect(Engine.matrixPrecision == .float32)
        for (index, (a, b)) in zip(exact, rounded).enumerated() {
            #expect(a.shape == b.shape)
            let worst = zip(a.values, b.values).map { abs($0 - $1) / $0 }.max() ?? 0
            #expect(worst < 1 / 128, "result \(index)")
            #expect(worst > 0, "result \(index) was not rounded")
        }
    }

    @Test(.enabled(if: !Engine.hasBFloat16)) func bfloat16IsRefusedWhereItIsSlower() {
        #expect(throws: TensorError.self) { try Engine.setMatrixPrecision(.bfloat16) }
    }
}
