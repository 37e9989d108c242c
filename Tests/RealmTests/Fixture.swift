import Bert
import Foundation
import Tensors
import TensorsTestSupport
import Testing

/// The models, inputs and results that `Tests/Parity/make-fixtures.py` wrote with Hugging Face's classes.
///
/// `PYRAMIDION_PARITY` names a folder with other ones, which `Tests/Parity/run` draws anew.
struct Fixture {
    private let tensors: [String: Tensor]

    /// Reads the safetensors file: the length of a JSON header in eight bytes, the header, the bytes of all tensors.
    init() throws {
        struct Entry: Decodable {
            let dtype: String
            let shape: [Int]
            let data_offsets: [Int]
        }
        let drawn = ProcessInfo.processInfo.environment["PYRAMIDION_PARITY"].map { URL(filePath: $0) }
        let file = try #require(
            drawn?.appending(path: "realm/realm.safetensors")
                ?? Bundle.module.url(forResource: "realm", withExtension: "safetensors", subdirectory: "Fixtures"))
        let bytes = try Data(contentsOf: file)
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let entries = try JSONDecoder().decode([String: Entry].self, from: bytes.dropFirst(8).prefix(length))
        tensors = try entries.mapValues { entry in
            let data = bytes.dropFirst(8 + length + entry.data_offsets[0])
                .prefix(entry.data_offsets[1] - entry.data_offsets[0])
            return try Tensor(bytes: Data(data), as: entry.dtype == "F32" ? .float32 : .int64, shape: entry.shape)
        }
    }

    func tensor(_ name: String) throws -> Tensor { try #require(tensors[name], "the fixture has no \(name)") }

    func floats(_ name: String) throws -> [Double] { try tensor(name).floats().map(Double.init) }

    func integers(_ name: String) throws -> [Int] { try tensor(name).integers().map(Int.init) }

    /// The inputs of one name, packed.
    func batch(_ name: String) throws -> PackedSequences {
        var (ids, types) = (try integers("\(name).ids")[...], try integers("\(name).types")[...])
        return PackedSequences(
            try integers("\(name).lengths").map { length in
                defer { (ids, types) = (ids.dropFirst(length), types.dropFirst(length)) }
                return TokenSequence(
                    ids: ids.prefix(length).map(Int32.init), types: types.prefix(length).map(Int32.init))
            })
    }

    func weights(_ model: String) -> Weights { Weights(tensors, origin: "the fixture").under("\(model).weights.") }

    /// The parameters whose gradients are not those of the fixture.
    func differences(_ model: String, _ parameters: [(name: String, tensor: Tensor)]) throws -> [String] {
        let expected = try parameters.map { ($0.name, try floats("\(model).gradients.\($0.name)")) }
        return try differingGradients(parameters, Dictionary(expected, uniquingKeysWith: { first, _ in first }))
    }
}
