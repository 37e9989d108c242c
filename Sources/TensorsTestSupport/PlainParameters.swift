public import Tensors

/// The parameters of a model as plain numbers, by name.
public struct PlainParameters {
    private var shapes: [String: [Int]] = [:]
    private var values: [String: [Double]] = [:]

    public init(_ parameters: [(name: String, tensor: Tensor)]) throws {
        for (name, tensor) in parameters {
            shapes[name] = tensor.shape
            values[name] = try tensor.floats().map(Double.init)
        }
    }

    /// A bias or gain.
    /// - Throws: `MissingParameter` when there is none of that name.
    public func vector(_ name: String) throws -> [Double] {
        guard let found = values[name] else { throw MissingParameter(name: name) }
        return found
    }

    /// A matrix as its rows.
    /// - Throws: `MissingParameter` when there is none of that name.
    public func matrix(_ name: String) throws -> [[Double]] {
        guard let found = values[name], let shape = shapes[name], shape.count == 2 else {
            throw MissingParameter(name: name)
        }
        return (0..<shape[0]).map { Array(found[($0 * shape[1])..<(($0 + 1) * shape[1])]) }
    }

    /// A model has no parameter of that name.
    public struct MissingParameter: Error {
        public let name: String
    }
}

/// Draws the values of a model's parameters anew, far enough apart that an error anywhere in the model shows.
///
/// At the deviation of 0.02 with which training starts, a wrong epsilon or a lost bias would hide in the noise.
public func redraw(
    _ parameters: [(name: String, tensor: Tensor)], using generator: inout some RandomNumberGenerator
) throws {
    for (name, tensor) in parameters {
        let range: ClosedRange<Float> =
            switch (tensor.rank, name.hasSuffix("weight")) {
            case (1, true): 0.65...1.35
            case (1, false): -0.17...0.17
            case (_, true) where name.hasSuffix("embeddings.weight"): -0.85...0.85
            default: -0.45...0.45
            }
        let values = (0..<tensor.count).map { _ in Float.random(in: range, using: &generator) }
        try tensor.assign(from: Tensor(values, shape: tensor.shape))
    }
}
