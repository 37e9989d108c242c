public import Tensors

/// How far results in 32-bit floats may lie from exact ones, relative to the largest magnitude in their tensor.
///
/// The largest, for an element in which terms cancel is only as exact as its neighbours are.
public enum Tolerance {
    /// For what a model computes: vectors, scores, logits, losses.
    public static let output = 1e-5
    /// For the gradient of a parameter.
    public static let gradient = 1e-4
    /// For a gradient that is zero by theory, relative to the largest gradient of the model instead.
    ///
    /// What is left there is the rounding of terms that cancel, and those are as large as the gradients beside.
    public static let vanishing = 1e-5
}

/// Whether no number differs by more than `tolerance` times the largest magnitude of `b`; none may be missing or not a
/// number.
/// - Parameter scale: what a difference is compared with instead, where `b` is what is left of larger numbers.
public func agree(
    _ a: [Float], _ b: [Double], _ tolerance: Double = Tolerance.output, of scale: Double? = nil
) -> Bool {
    let scale = scale ?? b.map(abs).max() ?? 0
    return a.count == b.count && zip(a, b).allSatisfy { abs(Double($0) - $1) <= tolerance * scale }
}

/// The parameters whose gradients are not those expected, each with what is wrong.
/// - Parameter expected: by the parameters' names, all of them.
public func differingGradients(
    _ parameters: [(name: String, tensor: Tensor)], _ expected: [String: [Double]]
) throws -> [String] {
    let largest = parameters.compactMap { expected[$0.name] }.joined().map(abs).max() ?? 0
    var found: [String] = []
    for (name, parameter) in parameters {
        guard let wanted = expected[name], let gradient = try parameter.gradient()?.floats() else {
            found.append("\(name): \(expected[name] == nil ? "none is expected" : "has none")")
            continue
        }
        let vanishes = vanishing.contains { name.hasSuffix($0) }
        let agrees =
            vanishes
            ? agree(gradient, wanted, Tolerance.vanishing, of: largest) : agree(gradient, wanted, Tolerance.gradient)
        if !agrees {
            let worst = zip(gradient, wanted).map { abs(Double($0) - $1) }.max() ?? 0
            found.append("\(name): differs by up to \(worst), the largest is \(wanted.map(abs).max() ?? 0)")
        }
    }
    return found
}

/// The ends of the names of parameters that no loss of REALM depends on.
///
/// A key's bias adds the same to all attention logits of a query, and the last two add the same to the logits of all spans:
/// both are put through a softmax, which such a constant does not change.
private let vanishing = [
    "attention.self.key.bias", "qa_outputs.layer_normalization.bias", "qa_outputs.dense_output.bias",
]
