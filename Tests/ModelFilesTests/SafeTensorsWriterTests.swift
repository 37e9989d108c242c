import Foundation
import ModelFiles
import Tensors
import Testing

@Suite struct SafeTensorsWriterTests {
    @Test func piecesMakeTheSameFileAsWholeTensors() throws {
        let whole = try ScratchFile(), pieces = try ScratchFile()
        let matrix = try Tensor((0..<12).map(Float.init), shape: [4, 3])
        let bias = try Tensor([1, 2], shape: [2])
        try SafeTensorsFile.write(
            [("a", matrix), ("b", bias), ("c", .zeros([0, 3]))], metadata: ["format": "pt"], to: whole.url)
        let writer = try SafeTensorsWriter(
            [("a", [4, 3]), ("b", [2]), ("c", [0, 3])], metadata: ["format": "pt"], to: pieces.url)
        for start in 0..<4 { try writer.append(matrix.narrowed(axis: 0, start: start, length: 1)) }
        try writer.append(bias)
        try writer.finish()
        #expect(try Data(contentsOf: pieces.url) == Data(contentsOf: whole.url))
        let file = try SafeTensorsFile(reading: pieces.url)
        #expect(try file.rows(1..<3, of: "a").floats() == [3, 4, 5, 6, 7, 8])
        #expect(try file.rows(0..<0, of: "c").shape == [0, 3])
        #expect(throws: SafeTensorsError.self) { try file.rows(0..<5, of: "a") }
    }

    @Test func tooManyAndTooFewElementsAreRefused() throws {
        let scratch = try ScratchFile()
        let writer = try SafeTensorsWriter([("a", [3])], to: scratch.url)
        try writer.append(.zeros([2]))
        let early = #expect(throws: SafeTensorsError.self) { try writer.finish() }
        #expect(early?.description.contains("tensor \"a\": 4 bytes of its elements are missing") == true)
        #expect(throws: SafeTensorsError.self) { try writer.append(.zeros([2])) }
        try writer.append(.zeros([1]))
        #expect(throws: SafeTensorsError.self) { try writer.append(.zeros([1])) }
        try writer.finish()
        #expect(throws: SafeTensorsError.self) {
            try SafeTensorsWriter([("a", [1]), ("a", [1])], to: scratch.url)
        }
    }
}
