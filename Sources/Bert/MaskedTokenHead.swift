public import Tensors

/// BERT's masked-language-model head, which tells the word piece behind a [MASK].
///
/// t = LayerNorm(gelu(W_t h + b_t)), logits = E t + b, where E is the encoder's own table of word pieces (tied: its
/// gradient is the sum of both uses).
public struct MaskedTokenHead: Module {
    private let transform: Linear
    private let norm: LayerNorm
    private let bias: Tensor
    private let activation: BertConfiguration.Activation

    /// - Parameter start: weights named `transform.dense.…`, `transform.LayerNorm.…` and `bias`, or `decoder.bias` for the last.
    public init(_ configuration: BertConfiguration, _ start: Initialization) throws {
        let width = configuration.hiddenWidth
        activation = configuration.activation
        transform = try Linear(start.under("transform.dense."), from: width, to: width)
        norm = try LayerNorm(
            start.under("transform.LayerNorm."), width: width, epsilon: configuration.layerNormEpsilon)
        bias = try start.vector(Self.biasName(start), configuration.vocabularySize, filledWith: 0)
    }

    /// Checkpoints keep the bias under two names, and some under the second only.
    private static func biasName(_ start: Initialization) -> String {
        guard case .weights(let weights) = start, !weights.contains("bias"), weights.contains("decoder.bias") else {
            return "bias"
        }
        return "decoder.bias"
    }

    /// Hidden states at masked positions `[masked, hidden]` -> `[masked, vocabulary]`.
    public func logits(_ hidden: Tensor, wordEmbeddings: Tensor) throws(TensorError) -> Tensor {
        let transformed = try norm(transform(hidden).gelu(tanhApproximation: activation == .tanhApproximation))
        return try transformed.linear(wordEmbeddings, bias)
    }

    public var parameters: [(name: String, tensor: Tensor)] {
        gathered([("transform.dense", transform), ("transform.LayerNorm", norm)]) + [("bias", bias)]
    }
}
