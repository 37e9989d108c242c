import DurableFiles
public import Foundation
public import Tensors

/// Writes float32 tensors that together exceed memory, one after another, each perhaps in pieces.
///
/// The file grows in place: it belongs into a folder that is published whole.
public final class SafeTensorsWriter {
    private let url: URL
    private let handle: FileHandle
    private var left: [(name: String, bytes: Int)]

    /// Begins a file of tensors, which must then be appended in this order.
    /// - Throws: `SafeTensorsError` when two tensors have one name, or the file cannot be written.
    public init(
        _ tensors: [(name: String, shape: [Int])], metadata: [String: String] = [:], to url: URL
    ) throws(SafeTensorsError) {
        self.url = url
        let header = try SafeTensorsFile.header(
            tensors.map { ($0.name, .float32, $0.shape) }, metadata: metadata, url)
        left = tensors.map { ($0.name, $0.shape.reduce(ElementType.float32.size, *)) }
        do {
            try header.write(to: url)
            handle = try FileHandle(forWritingTo: url)
            _ = try handle.seekToEnd()
        } catch {
            throw .file(FileProblem(writing: url, error))
        }
        skipComplete()
    }

    /// Appends elements, row-major, to the tensor that is due.
    /// - Throws: `SafeTensorsError` when they belong to no tensor or to two, or the file cannot be written.
    public func append(_ values: Tensor) throws(SafeTensorsError) {
        let name = left.first?.name ?? ""
        let bytes: Data
        do { bytes = try values.converted(to: .float32).bytes() } catch {
            throw .malformedTensor(file: url.path, tensor: name, reason: error.description)
        }
        guard let due = left.first, bytes.count <= due.bytes else {
            throw .malformedTensor(file: url.path, tensor: name, reason: "more elements than its shape has")
        }
        do { try handle.write(contentsOf: bytes) } catch { throw .file(FileProblem(writing: url, error)) }
        left[0].bytes -= bytes.count
        skipComplete()
    }

    /// Closes the file.
    /// - Throws: `SafeTensorsError` when a tensor is not whole, or the file cannot be written.
    public func finish() throws(SafeTensorsError) {
        if let first = left.first {
            throw .malformedTensor(
                file: url.path, tensor: first.name, reason: "\(first.bytes) bytes of its elements are missing")
        }
        do { try handle.close() } catch { throw .file(FileProblem(writing: url, error)) }
    }

    private func skipComplete() { left = Array(left.drop { $0.bytes == 0 }) }
}
