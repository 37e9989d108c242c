import Bert
import Tensors
import Testing

@Suite struct WeightsTests {
    private let weights: Weights

    init() throws {
        weights = Weights(
            [
                "bert.encoder.layer.0.output.LayerNorm.gamma": try Tensor([1, 2], shape: [2]),
                "bert.encoder.layer.0.output.LayerNorm.beta": try Tensor([3, 4], shape: [2]),
                "bert.embeddings.position_ids": try Tensor(integers: [0, 1], shape: [2]),
                "bert.pooler.dense.weight": try Tensor([1, 2, 3, 4], shape: [2, 2]),
            ], origin: "model.safetensors")
    }

    private func refusal(_ body: () throws(WeightsError) -> Tensor) -> String? {
        do throws(WeightsError) {
            _ = try body()
            return nil
        } catch { return error.description }
    }

    @Test func layerNormsOfOldFilesGoByTheirModernNames() throws {
        let norm = weights.under("bert.encoder.layer.0.").under("output.LayerNorm.")
        #expect(norm.names == ["bias", "weight"])
        #expect(try norm.parameter("weight", [2]).floats() == [1, 2])
        #expect(try norm.parameter("bias", [2]).floats() == [3, 4])
    }

    @Test func theModernNameWinsWhereAFileHasBoth() throws {
        let both = Weights(
            ["a.gamma": try Tensor([1], shape: [1]), "a.weight": try Tensor([2], shape: [1])], origin: "both")
        #expect(try both.parameter("a.weight", [1]).floats() == [2])
    }

    @Test func aMissingTensorIsNamedAsInTheFile() {
        #expect(
            refusal { () throws(WeightsError) in
                try weights.under("bert.").under("pooler.dense.").parameter("bias", [2])
            }
                == "model.safetensors: there is no tensor bert.pooler.dense.bias of shape [2]; is it another model?")
    }

    @Test func aTensorOfAnotherShapeIsNamedWithBoth() {
        #expect(
            refusal { () throws(WeightsError) in
                try weights.under("bert.").parameter("pooler.dense.weight", [2, 3])
            }
                == "model.safetensors: tensor bert.pooler.dense.weight has shape [2, 2] where config.json asks for [2, 3]"
        )
    }

    @Test func integersAreNoWeights() {
        #expect(
            refusal { () throws(WeightsError) in
                try weights.under("bert.embeddings.").parameter("position_ids", [2])
            }
                == "model.safetensors: tensor bert.embeddings.position_ids holds integers where weights are expected")
    }

    @Test func sixteenBitWeightsAreWidened() throws {
        let half = Weights(["w": try Tensor([0.5, -2], shape: [2]).converted(to: .float16)], origin: "half")
        let parameter = try half.parameter("w", [2])
        #expect(parameter.elementType == .float32)
        #expect(parameter.requiresGradient)
        #expect(try parameter.floats() == [0.5, -2])
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func whatIsNoFiniteNumberIsNoWeight(value: Float) throws {
        let damaged = Weights(
            ["bert.w": try Tensor([0.5, value, 1], shape: [3]), "bert.v": try Tensor([1], shape: [1])], origin: "F")
        #expect(try damaged.under("bert.").parameter("v", [1]).floats() == [1])
        #expect(
            refusal { () throws(WeightsError) in try damaged.under("bert.").parameter("w", [3]) }
                == "F: tensor bert.w holds values that are infinite or no numbers; the file is damaged, or what wrote it had "
                + "failed: copy or download it again, or use another")
    }

    @Test func aParameterHasMemoryOfItsOwn() throws {
        let parameter = try weights.parameter("bert.pooler.dense.weight", [2, 2])
        try parameter.assign(from: Tensor.zeros([2, 2]))
        #expect(try weights.parameter("bert.pooler.dense.weight", [2, 2]).floats() == [1, 2, 3, 4])
    }
}
