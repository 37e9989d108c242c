public import Foundation
public import Tensors

/// A file of named tensors, of which one at a time is read.
public protocol TensorFile: AnyObject {
    /// The file that was opened.
    var url: URL { get }

    /// The names of the tensors, sorted.
    var names: [String] { get }

    /// The shape of a tensor, or nil when there is none of this name.
    func shape(of name: String) -> [Int]?

    /// Reads a tensor: floating-point numbers as float32, whatever they were stored as, and int64 as it is.
    /// - Throws: an error that names the file and the tensor when there is none of this name, or of another element type.
    func tensor(named name: String) throws -> Tensor

    /// Reads some rows of a tensor, `[rows, …]`, without reading the others.
    /// - Throws: an error that names the file and the tensor when it has not so many rows, and as `tensor(named:)`.
    func rows(_ rows: Range<Int>, of name: String) throws -> Tensor
}
