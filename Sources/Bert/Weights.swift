public import Tensors

/// Named tensors read from a model file, under the names of BERT's published checkpoints.
///
/// Old checkpoints call the parameters of a layer norm `gamma` and `beta`; they are found under `weight` and `bias`.
public struct Weights {
    /// The file they came from, for messages.
    public let origin: String
    /// What stands before each name in the file, for messages.
    private let prefix: String
    private let tensors: [String: Tensor]

    public init(_ tensors: [String: Tensor], origin: String) {
        // A tensor that goes by its modern name already comes first, should a file hold both.
        let renamed = tensors.filter { Self.modernName($0.key) == $0.key }
            .merging(tensors.map { (Self.modernName($0.key), $0.value) }, uniquingKeysWith: { modern, _ in modern })
        self.init(renamed, origin: origin, prefix: "")
    }

    private init(_ tensors: [String: Tensor], origin: String, prefix: String) {
        self.tensors = tensors
        self.origin = origin
        self.prefix = prefix
    }

    public var names: [String] { tensors.keys.sorted() }

    public func contains(_ name: String) -> Bool { tensors[name] != nil }

    /// The tensors whose name starts with `prefix`, under the rest of their names.
    public func under(_ prefix: String) -> Weights {
        let inner = tensors.filter { $0.key.hasPrefix(prefix) }.map {
            (String($0.key.dropFirst(prefix.count)), $0.value)
        }
        return Weights(
            Dictionary(inner, uniquingKeysWith: { first, _ in first }), origin: origin, prefix: self.prefix + prefix)
    }

    /// A float32 parameter of its own memory that gathers gradients; 16-bit weights are widened.
    /// - Throws: `WeightsError` when there is no such tensor, its shape differs, or it holds integers, infinities or what is
    ///   no number.
    public func parameter(_ name: String, _ shape: [Int]) throws(WeightsError) -> Tensor {
        guard let tensor = tensors[name] else {
            throw WeightsError(
                origin: origin, reason: "there is no tensor \(prefix)\(name) of shape \(shape); is it another model?")
        }
        guard tensor.shape == shape else {
            throw WeightsError(
                origin: origin,
                reason: "tensor \(prefix)\(name) has shape \(tensor.shape) where config.json asks for \(shape)")
        }
        guard tensor.elementType != .int64 else {
            throw WeightsError(
                origin: origin, reason: "tensor \(prefix)\(name) holds integers where weights are expected")
        }
        let parameter: Tensor
        let isFinite: Bool
        do {
            parameter = try tensor.copy().converted(to: .float32).requiringGradient()
            isFinite = try parameter.isFinite()
        } catch {
            throw WeightsError(origin: origin, reason: "tensor \(prefix)\(name): \(error)")
        }
        guard isFinite else {
            throw WeightsError(
                origin: origin,
                reason: "tensor \(prefix)\(name) holds values that are infinite or no numbers; the file is damaged, or "
                    + "what wrote it had failed: copy or download it again, or use another")
        }
        return parameter
    }

    private static func modernName(_ name: String) -> String {
        if name.hasSuffix(".gamma") { return name.dropLast(5) + "weight" }
        if name.hasSuffix(".beta") { return name.dropLast(4) + "bias" }
        return name
    }
}

/// A model file does not hold the tensors that the model needs.
public struct WeightsError: Error, Equatable, Sendable, CustomStringConvertible {
    public let origin: String
    public let reason: String

    public init(origin: String, reason: String) {
        self.origin = origin
        self.reason = reason
    }

    public var description: String { "\(origin): \(reason)" }
}
