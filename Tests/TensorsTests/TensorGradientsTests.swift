import Tensors
import TensorsTestSupport
import Testing

@Suite struct TensorGradientsTests {
    @Test func gradientsAddUpUntilTheyAreCleared() throws {
        let x = try Tensor([2, 3], shape: [2]).requiringGradient()
        #expect(x.requiresGradient)
        #expect(try x.gradient() == nil)
        for _ in 0..<2 { try (x * x).sum().backward() }
        #expect(try x.gradient()?.floats() == [8, 12])
        x.clearGradient()
        #expect(try x.gradient() == nil)
        try (x * x).backward(seed: Tensor([1, 10], shape: [2]))
        #expect(try x.gradient()?.floats() == [4, 60])
    }

    @Test func aDetachedTensorIsAConstantInTheSameMemory() throws {
        let x = try Tensor([2], shape: [1]).requiringGradient()
        let constant = try x.detached()
        #expect(!constant.requiresGradient)
        try (x * constant).sum().backward()
        #expect(try x.gradient()?.floats() == [2])
        try constant.scale(by: 5)
        #expect(try x.floats() == [10])
    }

    @Test func nothingIsRecordedWithoutGradient() throws {
        let x = try Tensor([2], shape: [1]).requiringGradient()
        #expect(Engine.isRecording)
        let constant = try Engine.withoutGradient {
            #expect(!Engine.isRecording)
            return try x * x
        }
        #expect(Engine.isRecording)
        #expect(!constant.requiresGradient)
        let error = #expect(throws: TensorError.self) { try constant.sum().backward() }
        #expect(error?.operation == "backward")
    }

    @Test func recordingGoesOnAfterAnError() {
        #expect(throws: TensorError.self) { try Engine.withoutGradient { try Tensor.zeros([2]) + Tensor.zeros([3]) } }
        #expect(Engine.isRecording)
    }

    @Test func onlyAScalarHasAGradientOfOne() throws {
        let x = try Tensor([1, 2], shape: [2]).requiringGradient()
        let error = #expect(throws: TensorError.self) { try (x * 2).backward() }
        #expect(error?.description == "backward: grad can be implicitly created only for scalar outputs")
        #expect(throws: TensorError.self) { try Tensor(integers: [1], shape: [1]).requiringGradient() }
    }

    @Test func theCheckerFindsAGradientThatIsWrong() throws {
        let x = try Tensor([0.5, -1], shape: [2])
        let differences = try GradientCheck().differences(of: [x]) { try $0[0] * $0[0].detached() }
        #expect(differences.count == 2)
    }
}
