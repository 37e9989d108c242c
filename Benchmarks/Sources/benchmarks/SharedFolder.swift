import Foundation
import Tensors

/// The folder through which the peer gets the same inputs and the same weights.
struct SharedFolder {
    private struct Parameter: Encodable {
        var name: String
        var shape: [Int]
    }

    private let folder: URL

    init(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
    }

    func write(_ value: some Encodable, named name: String) throws {
        try JSONEncoder().encode(value).write(to: folder.appending(path: name))
    }

    /// Numbers one after the other, 32 bits each, in the machine's byte order.
    func write(_ values: [Float], named name: String) throws {
        try values.withUnsafeBytes { Data($0) }.write(to: folder.appending(path: name))
    }

    /// A model as `NAME.f32`, all parameters one after the other, and `NAME.json`, their names and shapes in that order.
    func write(_ module: some Module, named name: String) throws {
        let parameters = module.parameters
        try write(parameters.map { Parameter(name: $0.name, shape: $0.tensor.shape) }, named: "\(name).json")
        try write(try parameters.flatMap { try $0.tensor.floats() }, named: "\(name).f32")
    }
}
