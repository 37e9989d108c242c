import Bert
import Randomness
import Realm
import Tensors
import TensorsTestSupport

/// Models small enough for plain loops and central differences.
enum Tiny {
    static let bert = BertConfiguration(
        vocabularySize: 29, hiddenWidth: 6, layers: 1, heads: 2, feedForwardWidth: 7, longestSequence: 17,
        activation: .tanhApproximation)

    static func sequence(_ length: Int, using generator: inout SeededGenerator) -> TokenSequence {
        TokenSequence(
            ids: (0..<length).map { _ in Int32.random(in: 0..<29, using: &generator) },
            types: (0..<length).map { $0 < length / 2 ? 0 : 1 })
    }

    static func batch(_ lengths: [Int], using generator: inout SeededGenerator) -> PackedSequences {
        PackedSequences(lengths.map { sequence($0, using: &generator) })
    }

    static func numbers(_ count: Int, in range: ClosedRange<Float>, using generator: inout SeededGenerator) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &generator) }
    }

    /// The hidden states of a model's tower, whose equality with plain loops is tested where the tower is.
    static func hidden(of model: some Module, _ configuration: BertConfiguration, _ batch: PackedSequences) throws
        -> [[Double]]
    {
        let tower = try BertEncoder(configuration, .weights(weights(of: model).under("realm.")))
        let width = configuration.hiddenWidth
        let values = try tower(batch).floats().map(Double.init)
        return (0..<batch.tokenCount).map { Array(values[($0 * width)..<(($0 + 1) * width)]) }
    }

    static func weights(of model: some Module) -> Weights {
        Weights(
            Dictionary(model.parameters.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first }),
            origin: "memory")
    }
}

extension Tensor {
    /// Whether a backward pass reached this parameter and left only finite numbers.
    func hasFiniteGradient() throws -> Bool {
        try gradient()?.floats().allSatisfy(\.isFinite) ?? false
    }
}
