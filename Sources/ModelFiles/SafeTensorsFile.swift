import DurableFiles
public import Foundation
public import Tensors

/// A file of named tensors in the safetensors format (github.com/huggingface/safetensors).
///
/// The file is: the length of the header as eight bytes, little-endian; the header, JSON that names each tensor with
/// element type, shape and place; the bytes of all tensors, without holes. Opening reads and checks the header; a tensor
/// is read when asked for. The file may be renamed or replaced meanwhile.
public final class SafeTensorsFile: TensorFile {
    /// The longest header that is read; the format's own limit.
    static let headerLimit: UInt64 = 100_000_000

    /// The file that was opened.
    public let url: URL
    /// Free text that the writer added, by keys.
    public let metadata: [String: String]

    private let file: FileHandle
    private let dataStart: UInt64
    private let tensors: [String: StoredTensor]

    /// Opens a file and checks all that its header says.
    /// - Throws: `SafeTensorsError` that names the file, and the tensor where one is concerned.
    public init(reading url: URL) throws(SafeTensorsError) {
        self.url = url
        let size: UInt64
        do {
            file = try FileHandle(forReadingFrom: url)
            size = try file.seekToEnd()
        } catch {
            throw .file(FileProblem(reading: url, error))
        }
        let header = try Self.header(of: file, url, size: size)
        dataStart = 8 + UInt64(header.count)
        let members: [String: HeaderValue]
        do throws(HeaderReader.Problem) {
            guard case .object(let found) = try HeaderReader.value(of: header) else {
                throw HeaderReader.Problem(position: 0, reason: "expected \"{\"")
            }
            members = found
        } catch {
            throw .malformedHeader(file: url.path, offset: 8 + error.position, reason: error.reason)
        }
        metadata = try Self.metadata(members["__metadata__"], url)
        var tensors: [String: StoredTensor] = [:]
        for (name, value) in members where name != "__metadata__" {
            do { tensors[name] = try StoredTensor(value) } catch {
                throw .malformedTensor(file: url.path, tensor: name, reason: error.reason)
            }
        }
        self.tensors = tensors
        try Self.check(tensors, fill: size - dataStart, after: dataStart, url)
    }

    /// The names of the tensors, sorted.
    public var names: [String] { tensors.keys.sorted() }

    /// The shape of a tensor, or nil when there is none of this name.
    public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    /// Reads a tensor: floating-point numbers as float32, whatever they were stored as, and int64 as it is.
    /// - Throws: `SafeTensorsError` when there is none of this name, or of another element type.
    public func tensor(named name: String) throws(SafeTensorsError) -> Tensor {
        let stored = try find(name)
        return try read(stored, name, stored.shape, stored.range)
    }

    /// Reads some rows of a tensor, `[rows, …]`, without reading the others.
    /// - Throws: `SafeTensorsError` when the tensor has not so many rows, and as `tensor(named:)`.
    public func rows(_ rows: Range<Int>, of name: String) throws(SafeTensorsError) -> Tensor {
        let stored = try find(name)
        guard let count = stored.shape.first, rows.lowerBound >= 0, rows.upperBound <= count else {
            throw .malformedTensor(
                file: url.path, tensor: name, reason: "has shape \(stored.shape), which has no rows \(rows)")
        }
        let rowBytes = count == 0 ? 0 : stored.range.count / count
        let start = stored.range.lowerBound + rows.lowerBound * rowBytes
        return try read(
            stored, name, [rows.count] + stored.shape.dropFirst(), start..<start + rows.count * rowBytes)
    }

    private func find(_ name: String) throws(SafeTensorsError) -> StoredTensor {
        guard let stored = tensors[name] else {
            throw .missingTensor(file: url.path, tensor: name, names: tensors.count)
        }
        return stored
    }

    private func read(
        _ stored: StoredTensor, _ name: String, _ shape: [Int], _ range: Range<Int>
    ) throws(SafeTensorsError) -> Tensor {
        guard let element = stored.element else {
            throw .malformedTensor(
                file: url.path, tensor: name,
                reason: "the element type \(stored.type) cannot be read here; convert the file to F32, F16, BF16 or I64"
            )
        }
        let bytes = try Self.read(file, url, from: dataStart + UInt64(range.lowerBound), count: range.count)
        do { return try element.tensor(bytes, shape: shape) } catch {
            throw .malformedTensor(file: url.path, tensor: name, reason: error.description)
        }
    }

    private static func header(of file: FileHandle, _ url: URL, size: UInt64) throws(SafeTensorsError) -> [UInt8] {
        guard size >= 8 else { throw .truncated(file: url.path, bytes: size, needed: 8) }
        let length = try read(file, url, from: 0, count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= headerLimit else {
            throw .headerTooLarge(file: url.path, bytes: length, limit: headerLimit)
        }
        guard size >= 8 + length else { throw .truncated(file: url.path, bytes: size, needed: 8 + length) }
        return [UInt8](try read(file, url, from: 8, count: Int(length)))
    }

    private static func metadata(_ value: HeaderValue?, _ url: URL) throws(SafeTensorsError) -> [String: String] {
        guard let value else { return [:] }
        var metadata: [String: String] = [:]
        guard case .object(let members) = value else {
            throw .malformedHeader(file: url.path, offset: 8, reason: "__metadata__ is not an object")
        }
        for (key, value) in members {
            guard case .text(let text) = value else {
                throw .malformedHeader(file: url.path, offset: 8, reason: "\"\(key)\" of __metadata__ is not text")
            }
            metadata[key] = text
        }
        return metadata
    }

    /// Throws unless the tensors lie end to end and fill the rest of the file.
    private static func check(
        _ tensors: [String: StoredTensor], fill size: UInt64, after start: UInt64, _ url: URL
    ) throws(SafeTensorsError) {
        var end = 0
        var former = ""
        let inOrder = tensors.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
                < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
        }
        for (name, tensor) in inOrder {
            guard tensor.range.lowerBound == end else {
                let reason =
                    tensor.range.lowerBound < end
                    ? "its bytes overlap those of \"\(former)\""
                    : "\(tensor.range.lowerBound - end) bytes before its own belong to no tensor"
                throw .malformedTensor(file: url.path, tensor: name, reason: reason)
            }
            (end, former) = (tensor.range.upperBound, name)
        }
        guard size >= UInt64(end) else {
            throw .truncated(file: url.path, bytes: start + size, needed: start + UInt64(end))
        }
        guard size == UInt64(end) else {
            throw .malformedHeader(
                file: url.path, offset: 8, reason: "\(size - UInt64(end)) bytes at the end belong to no tensor")
        }
    }

    private static func read(
        _ file: FileHandle, _ url: URL, from offset: UInt64, count: Int
    ) throws(SafeTensorsError) -> Data {
        var bytes = Data()
        do {
            try file.seek(toOffset: offset)
            while bytes.count < count, let piece = try file.read(upToCount: count - bytes.count), !piece.isEmpty {
                bytes = bytes.isEmpty ? piece : bytes + piece
            }
        } catch {
            throw .file(FileProblem(reading: url, error))
        }
        guard bytes.count == count else {
            throw .truncated(file: url.path, bytes: offset + UInt64(bytes.count), needed: offset + UInt64(count))
        }
        return bytes
    }
}
