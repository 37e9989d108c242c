import CTorch

/// An operation was refused: sizes, an axis, an index or the state of a tensor do not fit it.
public struct TensorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operation, by its name in `Tensor` or `Engine`.
    public let operation: String
    /// What does not fit, with the sizes concerned.
    public let reason: String

    public init(operation: String, reason: String) {
        self.operation = operation
        self.reason = reason
    }

    public var description: String { "\(operation): \(reason)" }

    /// What libtorch said when the last call on this thread failed.
    static func last(in operation: String) -> TensorError {
        TensorError(operation: operation, reason: String(cString: ct_error()))
    }
}
