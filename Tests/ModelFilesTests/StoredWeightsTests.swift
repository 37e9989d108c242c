import DurableFiles
import Foundation
import ModelFiles
import Tensors
import Testing

@Suite struct StoredWeightsTests {
    private let scratch: ScratchFile
    private var folder: URL { scratch.folder }

    init() throws { scratch = try ScratchFile() }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    private func shards(_ map: String, of kind: String = "model.safetensors") throws {
        try write("{\"metadata\":{\"total_size\":8},\"weight_map\":\(map)}", "\(kind).index.json")
    }

    private func tensors(_ values: [String: Float], _ name: String) throws {
        try SafeTensorsFile.write(
            values.map { ($0.key, try Tensor([$0.value], shape: [1])) }, to: folder.appending(path: name))
    }

    private func refusal() throws -> String {
        do {
            _ = try StoredWeights(in: folder)
            return "nothing"
        } catch {
            return "\(error)".replacing(folder.path + "/", with: "")
        }
    }

    @Test func safetensorsComeBeforePickles() throws {
        #expect(try refusal().contains("holds no weights; expected one of model.safetensors"))
        try TorchSample.usual.zip().write(to: folder.appending(path: "pytorch_model.bin"))
        #expect(try StoredWeights(in: folder).tensor(named: "row").floats() == [4, 5, 6])
        #expect(try StoredWeights(in: folder).rows(1..<2, of: "w").floats() == [4, 5, 6])
        try tensors(["a": 1], "model.safetensors")
        let weights = try StoredWeights(in: folder)
        #expect(weights.names == ["a"])
        #expect(weights.url.lastPathComponent == "model.safetensors")
        #expect(weights.shape(of: "a") == [1])
        #expect(weights.contains("a") && !weights.contains("w"))
        let missing = #expect(throws: FileProblem.self) { try weights.tensor(named: "w") }
        #expect(missing?.reason.contains("has no tensor \"w\" among its 1") == true)
    }

    @Test func shardsAreReadAsOne() throws {
        try tensors(["a": 1, "b": 2], "model-00001-of-00002.safetensors")
        try tensors(["c": 3], "model-00002-of-00002.safetensors")
        let first = "model-00001-of-00002.safetensors"
        try shards("{\"a\":\"\(first)\",\"b\":\"\(first)\",\"c\":\"model-00002-of-00002.safetensors\"}")
        let weights = try StoredWeights(in: folder)
        #expect(weights.names == ["a", "b", "c"])
        #expect(try weights.names.map { try weights.tensor(named: $0).scalar() } == [1, 2, 3])
    }

    @Test func shardsOfPicklesAreReadAsOne() throws {
        try TorchSample.usual.legacy().write(to: folder.appending(path: "pytorch_model-1.bin"))
        let map = TorchSample.usual.entries.map { "\"\($0.name)\":\"pytorch_model-1.bin\"" }.joined(separator: ",")
        try shards("{\(map)}", of: "pytorch_model.bin")
        #expect(try StoredWeights(in: folder).tensor(named: "w").floats() == [1, 2, 3, 4, 5, 6])
    }

    @Test func indexesThatDoNotFitAreRefused() throws {
        try tensors(["a": 1, "b": 2], "one.safetensors")
        try shards("{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\",\"c\":\"one.safetensors\"}")
        #expect(
            try refusal()
                == "model.safetensors.index.json: says that one.safetensors has the tensor c; it has not")
        try shards("{\"a\":\"one.safetensors\"}")
        #expect(
            try refusal()
                == "model.safetensors.index.json: does not list the tensor b that one.safetensors has")
        for name in ["../one.safetensors", "/etc/passwd", "one.bin", ".hidden.safetensors"] {
            try shards("{\"a\":\"\(name)\"}")
            #expect(
                try refusal().contains(
                    "names the shard \"\(name)\"; expected the name of a .safetensors file beside it"))
        }
        try shards("{\"a\":\"two.safetensors\"}")
        #expect(try refusal().contains("two.safetensors: cannot be read"))
        try write("[1]", "model.safetensors.index.json")
        #expect(try refusal().contains("is no index of shards"))
    }
}
