public import DurableFiles
public import Foundation
public import Tensors

/// The tensors of a model folder, in whichever of Hugging Face's files they lie.
///
/// Looked for in this order, as Hugging Face's own classes do: `model.safetensors`, `model.safetensors.index.json` with the
/// shards that it names, `pytorch_model.bin`, `pytorch_model.bin.index.json` with its shards.
public struct StoredWeights {
    /// The file, or the index of the shards, for messages.
    public let url: URL
    private let files: [any TensorFile]
    /// The file that each tensor is in.
    private let places: [String: Int]

    /// Opens the files and checks what they say of themselves.
    /// - Throws: `SafeTensorsError`, `TorchFileError` or `FileProblem` that names the file.
    public init(in folder: URL) throws {
        url = try Self.file(in: folder)
        guard let shards = try Self.shards(url) else {
            let file = try Self.open(url)
            files = [file]
            places = Dictionary(uniqueKeysWithValues: file.names.map { ($0, 0) })
            return
        }
        files = try shards.files.map { try Self.open(folder.appending(path: $0)) }
        places = shards.places
        for (file, number) in zip(files, files.indices) {
            let listed = Set(places.filter { $0.value == number }.keys)
            if let missing = listed.subtracting(file.names).sorted().first {
                throw FileProblem(url, "says that \(file.url.lastPathComponent) has the tensor \(missing); it has not")
            }
            if let unlisted = Set(file.names).subtracting(listed).sorted().first {
                throw FileProblem(
                    url, "does not list the tensor \(unlisted) that \(file.url.lastPathComponent) has")
            }
        }
    }

    private static let fileNames = [
        "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
    ]

    /// The file, or the index of the shards.
    private static func file(in folder: URL) throws(FileProblem) -> URL {
        let files = fileNames.map { folder.appending(path: $0) }
        guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
            throw FileProblem(folder, "holds no weights; expected one of \(fileNames.joined(separator: ", "))")
        }
        return file
    }

    private static func shards(_ file: URL) throws -> ShardIndex? {
        file.path.hasSuffix(".index.json") ? try ShardIndex(reading: file) : nil
    }

    /// Names the contents of a folder's weights, whichever files they lie in.
    /// - Throws: `FileProblem`, or what reading the index of shards throws.
    public static func fingerprint(of folder: URL) throws -> Fingerprint {
        let file = try file(in: folder)
        guard let shards = try shards(file) else { return try Fingerprint(ofFile: file) }
        let names = try ([file.lastPathComponent] + shards.files).map {
            try Fingerprint(ofFile: folder.appending(path: $0)).hexadecimal
        }
        return Fingerprint(of: names.joined(separator: "\n"))
    }

    private static func open(_ url: URL) throws -> any TensorFile {
        url.pathExtension == "safetensors" ? try SafeTensorsFile(reading: url) : try TorchFile(reading: url)
    }

    /// The names of the tensors, sorted.
    public var names: [String] { places.keys.sorted() }

    public func contains(_ name: String) -> Bool { places[name] != nil }

    /// The shape of a tensor, or nil when there is none of this name.
    public func shape(of name: String) -> [Int]? { places[name].flatMap { files[$0].shape(of: name) } }

    /// Reads a tensor: floating-point numbers as float32, and int64 as it is.
    /// - Throws: an error that names the file and the tensor.
    public func tensor(named name: String) throws -> Tensor { try file(of: name).tensor(named: name) }

    /// Reads some rows of a tensor, `[rows, …]`, without reading the others.
    public func rows(_ rows: Range<Int>, of name: String) throws -> Tensor {
        try file(of: name).rows(rows, of: name)
    }

    private func file(of name: String) throws(FileProblem) -> any TensorFile {
        guard let place = places[name] else {
            throw FileProblem(
                url, "has no tensor \"\(name)\" among its \(places.count); check that it belongs to this kind of model")
        }
        return files[place]
    }
}
