import Foundation
public import Tensors

/// BERT's optimiser: Adam with decoupled weight decay, by default without bias correction.
///
/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; θ ← θ − rate · (m / (√v + ε) + decay · θ). Parameters whose name
/// contains `LayerNorm`, `layer_norm` or `bias` do not decay. The gradients of a part are clipped together before, or those of
/// several parts.
public final class AdamW {
    public struct Settings: Sendable, Equatable {
        public var beta1: Double
        public var beta2: Double
        public var epsilon: Double
        public var weightDecay: Double
        /// The greatest global norm of gradients that are clipped together.
        public var clipNorm: Double
        /// Divides the moments by 1 − βᵗ, as Adam's authors do and BERT's do not: without it the first thousand steps
        /// are up to three times as long.
        public var correctsBias: Bool

        public init(
            beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-6, weightDecay: Double = 0.01,
            clipNorm: Double = 1, correctsBias: Bool = false
        ) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
            self.clipNorm = clipNorm
            self.correctsBias = correctsBias
        }
    }

    public let settings: Settings
    private let parameters: [(name: String, tensor: Tensor)]
    private var first: [Tensor] = []
    private var second: [Tensor] = []

    /// - Parameter parameters: what is trained, under the names that checkpoints use.
    public init(_ parameters: [(name: String, tensor: Tensor)], _ settings: Settings) throws(TensorError) {
        self.settings = settings
        self.parameters = parameters
        for (_, tensor) in parameters {
            first.append(try Tensor.zeros(tensor.shape))
            second.append(try Tensor.zeros(tensor.shape))
        }
    }

    /// The gradients that there are, each with its parameter's place.
    private func gradients() throws(TensorError) -> [(Int, Tensor)] {
        var gradients: [(Int, Tensor)] = []
        for (index, parameter) in parameters.enumerated() {
            if let gradient = try parameter.tensor.gradient() { gradients.append((index, gradient)) }
        }
        return gradients
    }

    /// The global norm of the gradients that there are.
    public func gradientNorm() throws(TensorError) -> Double {
        Double(try Tensor.norm(of: gradients().map(\.1)))
    }

    /// Moves every parameter that has a gradient against it, then clears the gradients.
    /// - Parameters:
    ///   - rate: the learning rate of this step.
    ///   - step: how many steps were made before this one; bias correction needs it.
    ///   - given: the norm that decides whether gradients are clipped, where others' gradients count too; else their own.
    /// - Returns: the norm of the gradients before they were clipped; when it is not finite, nothing has moved.
    @discardableResult
    public func step(rate: Double, after step: Int, norm given: Double? = nil) throws(TensorError) -> Double {
        try Engine.withoutGradient { () throws(TensorError) -> Double in
            let gradients = try self.gradients()
            let norm: Double
            if let given { norm = given } else { norm = Double(try Tensor.norm(of: gradients.map(\.1))) }
            guard norm.isFinite else { return norm }
            if norm > settings.clipNorm {
                for (_, gradient) in gradients { try gradient.scale(by: Float(settings.clipNorm / norm)) }
            }
            // With bias correction, m̂ / (√v̂ + ε) = (√c₂ / c₁) · m / (√v + ε √c₂).
            let root = settings.correctsBias ? (1 - pow(settings.beta2, Double(step + 1))).squareRoot() : 1
            let factor = settings.correctsBias ? root / (1 - pow(settings.beta1, Double(step + 1))) : 1
            for (index, gradient) in gradients {
                let parameter = parameters[index]
                let decay = Self.decays(parameter.name) ? settings.weightDecay / factor : 0
                try parameter.tensor.adamStep(
                    gradient: gradient, firstMoment: first[index], secondMoment: second[index],
                    rate: Float(rate * factor), beta1: Float(settings.beta1), beta2: Float(settings.beta2),
                    epsilon: Float(settings.epsilon * root), decay: Float(decay))
                parameter.tensor.clearGradient()
            }
            return norm
        }
    }

    /// The moments, for a checkpoint.
    public var state: [(name: String, tensor: Tensor)] {
        zip(parameters, zip(first, second)).flatMap { parameter, moments in
            [("\(parameter.name)/first", moments.0), ("\(parameter.name)/second", moments.1)]
        }
    }

    /// Takes the moments of a checkpoint.
    /// - Parameter tensor: finds a tensor by the name that `state` gave it.
    public func restore(_ tensor: (String) throws -> Tensor) throws {
        for (index, parameter) in parameters.enumerated() {
            try first[index].assign(from: tensor("\(parameter.name)/first"))
            try second[index].assign(from: tensor("\(parameter.name)/second"))
        }
    }

    package static func decays(_ name: String) -> Bool {
        !["LayerNorm", "layer_norm", "bias"].contains { name.contains($0) }
    }
}
