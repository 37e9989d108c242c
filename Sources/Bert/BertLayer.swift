public import Tensors

/// One layer of the encoder: self-attention and a feed-forward network, each added to its input and normalised after.
public struct BertLayer: Module {
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let attentionOutput: Linear
    private let attentionNorm: LayerNorm
    private let feedForward: Linear
    private let output: Linear
    private let outputNorm: LayerNorm
    private let heads: Int
    private let activation: BertConfiguration.Activation

    public init(_ configuration: BertConfiguration, _ start: Initialization) throws {
        let width = configuration.hiddenWidth
        let epsilon = configuration.layerNormEpsilon
        heads = configuration.heads
        activation = configuration.activation
        query = try Linear(start.under("attention.self.query."), from: width, to: width)
        key = try Linear(start.under("attention.self.key."), from: width, to: width)
        value = try Linear(start.under("attention.self.value."), from: width, to: width)
        attentionOutput = try Linear(start.under("attention.output.dense."), from: width, to: width)
        attentionNorm = try LayerNorm(start.under("attention.output.LayerNorm."), width: width, epsilon: epsilon)
        feedForward = try Linear(start.under("intermediate.dense."), from: width, to: configuration.feedForwardWidth)
        output = try Linear(start.under("output.dense."), from: configuration.feedForwardWidth, to: width)
        outputNorm = try LayerNorm(start.under("output.LayerNorm."), width: width, epsilon: epsilon)
    }

    /// Hidden states of a packed batch `[tokens, hidden]` -> the next layer's, of the same shape.
    /// - Parameters:
    ///   - starts: where each sequence starts, `[sequences + 1]`.
    ///   - dropout: the probability of dropping a value after attention and feed-forward; 0 outside training.
    public func callAsFunction(_ hidden: Tensor, starts: [Int32], dropout: Float) throws(TensorError) -> Tensor {
        // The three projections in one product: a copy of the weights costs less than two more passes over the rows.
        let weight = try Tensor.concatenated([query.weight, key.weight, value.weight], axis: 0)
        let bias = try Tensor.concatenated([query.bias, key.bias, value.bias], axis: 0)
        let context = try hidden.linear(weight, bias).packedAttention(heads: heads, starts: starts)
        let attended = try attentionNorm(dropped(attentionOutput(context), dropout) + hidden)
        let inner = try feedForward(attended).gelu(tanhApproximation: activation == .tanhApproximation)
        return try outputNorm(dropped(output(inner), dropout) + attended)
    }

    private func dropped(_ rows: Tensor, _ probability: Float) throws(TensorError) -> Tensor {
        probability > 0 ? try rows.dropout(probability) : rows
    }

    public var parameters: [(name: String, tensor: Tensor)] {
        gathered([
            ("attention.self.query", query), ("attention.self.key", key), ("attention.self.value", value),
            ("attention.output.dense", attentionOutput), ("attention.output.LayerNorm", attentionNorm),
            ("intermediate.dense", feedForward), ("output.dense", output), ("output.LayerNorm", outputNorm),
        ])
    }
}
