import Foundation
import Tensors
import Testing

@Suite struct TensorTests {
    @Test func elementsComeBackInOrder() throws {
        let tensor = try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        #expect(tensor.shape == [2, 3])
        #expect(tensor.rank == 2)
        #expect(tensor.count == 6)
        #expect(tensor.elementType == .float32)
        #expect(try tensor.floats() == [1, 2, 3, 4, 5, 6])
        #expect(try tensor.transposed(0, 1).floats() == [1, 4, 2, 5, 3, 6])
        #expect(try Tensor(integers: [-1, 1 << 40], shape: [2]).integers() == [-1, 1 << 40])
    }

    @Test func aScalarHasNoAxesAndAnEmptyTensorNoElements() throws {
        #expect(try Tensor([4], shape: []).scalar() == 4)
        #expect(try Tensor([], shape: [3, 0]).floats() == [])
    }

    @Test func aShapeMustHaveAsManyElementsAsAreGiven() {
        let error = #expect(throws: TensorError.self) { try Tensor([1, 2, 3], shape: [2, 2]) }
        #expect(error?.description == "init: shape [2, 2] has 4 elements, but 3 values were given")
        let negative = #expect(throws: TensorError.self) { try Tensor(integers: [1], shape: [-1, -1]) }
        #expect(negative?.description == "init: [-1, -1] is not a shape: a size is negative or too large")
        #expect(throws: TensorError.self) { try Tensor([], shape: [.max, .max, 0]) }
        #expect(throws: TensorError.self) { try Tensor.zeros([.max, 2]) }
        #expect(throws: TensorError.self) { try Tensor.zeros([-2]) }
    }

    @Test func readingAnotherKindOfElementIsRefused() throws {
        let integers = try Tensor(integers: [1], shape: [1])
        let error = #expect(throws: TensorError.self) { try integers.floats() }
        #expect(error?.description == "floats: the tensor holds integers, not floating-point numbers")
        #expect(throws: TensorError.self) { try Tensor([1], shape: [1]).integers() }
        let pair = #expect(throws: TensorError.self) { try Tensor([1, 2], shape: [2]).scalar() }
        #expect(pair?.description == "scalar: shape [2] has 2 elements, not one")
    }

    @Test func elementsOfAViewComeBackInItsOwnOrder() throws {
        let tensor = try Tensor((0..<12).map(Float.init), shape: [3, 4])
        #expect(try tensor.narrowed(axis: 1, start: 1, length: 2).floats() == [1, 2, 5, 6, 9, 10])
    }

    @Test func constantsAndCopies() throws {
        #expect(try Tensor.zeros([2]).floats() == [0, 0])
        #expect(try Tensor.ones([2]).floats() == [1, 1])
        let tensor = try Tensor.full([2], value: 2.5)
        let copy = try tensor.copy()
        try tensor.assign(from: Tensor([7, 8], shape: [2]))
        #expect(try tensor.floats() == [7, 8])
        #expect(try copy.floats() == [2.5, 2.5])
        let error = #expect(throws: TensorError.self) { try tensor.assign(from: .zeros([1, 2])) }
        #expect(error?.description == "assign: shape [1, 2] does not fit into [2]")
    }

    @Test func assigningToAParameterIsNotRecorded() throws {
        let parameter = try Tensor([1], shape: [1]).requiringGradient()
        try parameter.assign(from: Tensor([3], shape: [1]))
        try (parameter * parameter).sum().backward()
        #expect(try parameter.gradient()?.floats() == [6])
    }

    @Test func bytesAreLittleEndianAndComeBack() throws {
        let tensor = try Tensor([1, -2.5], shape: [2])
        #expect(try tensor.bytes() == Data([0, 0, 128, 63, 0, 0, 32, 192]))
        #expect(try Tensor(bytes: tensor.bytes(), as: .float32, shape: [1, 2]).floats() == [1, -2.5])
        let half = try Tensor(bytes: Data([0x00, 0x3C, 0x00, 0xC1, 0x01, 0x00]), as: .float16, shape: [3])
        #expect(try half.converted(to: .float32).floats() == [1, -2.5, 5.9604645e-8])
        #expect(try Tensor(bytes: Data([0x80, 0x3F]), as: .bfloat16, shape: []).scalar() == 1)
        #expect(try Tensor(bytes: Data(), as: .int64, shape: [0]).integers() == [])
        #expect(throws: TensorError.self) { try Tensor(bytes: Data([1, 2, 3]), as: .float32, shape: [1]) }
        #expect(throws: TensorError.self) { try Tensor(bytes: Data(count: 8), as: .float32, shape: [1]) }
    }

    @Test func bfloat16KeepsEightBits() throws {
        let rounded = try Tensor([1.00390625, 3.14159274], shape: [2]).converted(to: .bfloat16)
        #expect(rounded.elementType == .bfloat16)
        #expect(try rounded.floats() == [1, 3.140625])
    }
}
