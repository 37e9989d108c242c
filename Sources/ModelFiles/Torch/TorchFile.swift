import DurableFiles
public import Foundation
import Pickles
public import Tensors

/// A state dictionary that PyTorch saved: `pytorch_model.bin`, as a ZIP archive or in the format before PyTorch 1.6.
///
/// Such files are pickles, which Python runs as programs. Here the pickle is only looked at: it may name dictionaries,
/// tensors and their storages, and anything else is refused. A tensor is read when asked for.
public final class TorchFile: TensorFile {
    public let url: URL
    private let file: RandomAccessFile
    private let tensors: [String: TorchTensor]
    private let storages: [String: Range<Int>]

    /// Opens a file and checks all that it says of its tensors.
    /// - Throws: `TorchFileError` that names the file, and the place or the tensor where one is concerned.
    public init(reading url: URL) throws(TorchFileError) {
        self.url = url
        let layout: TorchLayout
        do {
            file = try RandomAccessFile(url)
            layout = try TorchLayout.read(file)
        } catch let problem as PickleProblem {
            throw .pickle(problem)
        } catch let error as TorchFileError {
            throw error
        } catch {
            throw .file(FileProblem(reading: url, error))
        }
        tensors = layout.dictionary.tensors
        storages = layout.storages
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let (needed, isTooLarge) = tensor.storage.count.multipliedReportingOverflow(by: tensor.storage.type.size)
            let there = storages[tensor.storage.key]?.count ?? 0
            guard !isTooLarge, needed <= there else {
                throw .malformedTensor(
                    file: url.path, tensor: name,
                    reason: "its storage has \(there) bytes where \(tensor.storage.count) elements of "
                        + "\(tensor.storage.type.size) are promised; copy or download the file again")
            }
        }
    }

    public var names: [String] { tensors.keys.sorted() }

    public func shape(of name: String) -> [Int]? { tensors[name]?.shape }

    public func tensor(named name: String) throws(TorchFileError) -> Tensor {
        let tensor = try find(name)
        return try read(tensor, name, shape: tensor.shape, extent: tensor.extent())
    }

    public func rows(_ rows: Range<Int>, of name: String) throws(TorchFileError) -> Tensor {
        let tensor = try find(name)
        guard let count = tensor.shape.first, rows.lowerBound >= 0, rows.upperBound <= count else {
            throw .malformedTensor(
                file: url.path, tensor: name, reason: "has shape \(tensor.shape), which has no rows \(rows)")
        }
        return try read(
            tensor, name, shape: [rows.count] + tensor.shape.dropFirst(), extent: tensor.extent(rows: rows))
    }

    private func find(_ name: String) throws(TorchFileError) -> TorchTensor {
        guard let tensor = tensors[name] else {
            throw .missingTensor(file: url.path, tensor: name, names: tensors.count)
        }
        return tensor
    }

    /// Reads the elements of a stretch of the storage and puts those of the tensor in row-major order.
    private func read(
        _ tensor: TorchTensor, _ name: String, shape: [Int], extent: Range<Int>
    ) throws(TorchFileError) -> Tensor {
        guard let element = tensor.storage.type.element else {
            let type = tensor.storage.type.rawValue.dropFirst("torch ".count)
            throw .malformedTensor(
                file: url.path, tensor: name,
                reason: "the element type of \(type) cannot be read here; convert it to float32")
        }
        let start = storages[tensor.storage.key]?.lowerBound ?? 0
        let size = element.size
        var bytes: Data
        do {
            bytes = try file.bytes(start + extent.lowerBound * size..<start + extent.upperBound * size)
        } catch {
            throw .file(error)
        }
        guard bytes.count == extent.count * size else {
            throw .malformed(file: url.path, reason: "became shorter while it was read")
        }
        if !tensor.isContiguous { bytes = gathered(bytes, size: size, shape: shape, strides: tensor.strides) }
        do { return try element.tensor(bytes, shape: shape) } catch {
            throw .malformedTensor(file: url.path, tensor: name, reason: error.description)
        }
    }

    /// The elements that strides lead to, one after another.
    private func gathered(_ bytes: Data, size: Int, shape: [Int], strides: [Int]) -> Data {
        guard !shape.contains(0) else { return Data() }
        var gathered = Data(capacity: shape.reduce(size, *))
        var index = [Int](repeating: 0, count: shape.count)
        while true {
            let place = bytes.startIndex + zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 } * size
            gathered.append(bytes[place..<place + size])
            var axis = shape.count - 1
            while axis >= 0 {
                index[axis] += 1
                if index[axis] < shape[axis] { break }
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return gathered }
        }
    }
}
