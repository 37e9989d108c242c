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

    /// - Parameters:
    ///   - configuration: the sizes of the tower.
    ///   - start: weights named `attention.self.query.…`, `attention.output.dense.…`, `intermediate.dense.…`,
    ///     `output.dense.…` and so on, as in a layer of BERT's published checkpoints.
    /// - Throws: `WeightsError` when a tensor is missing or has another shape, `TensorError` when one cannot be made.
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
    public func callAsFunction(_ hidden: Tensor, starts: [Int32], dropout: TowerDropout) throws(TensorError) -> Tensor {
        let context = try joint([query, key, value], hidden)
            .packedAttention(heads: heads, starts: starts, dropout: dropout.attention)
        return try output(context, added: hidden, dropout.hidden)
    }

    /// The next layer's states of chosen rows only, `[rows, hidden]`.
    ///
    /// Every token is a key and a value, but all else, five sixths of a layer's weights, is computed for those rows alone.
    public func callAsFunction(
        _ hidden: Tensor, rows: ChosenRows, starts: [Int32], dropout: TowerDropout
    ) throws(TensorError) -> Tensor {
        let own = try hidden.rows(Tensor(integers: rows.indices, shape: [rows.indices.count]))
        let context = try query(own).packedAttention(
            to: joint([key, value], hidden), heads: heads, starts: rows.starts, keyStarts: starts,
            dropout: dropout.attention)
        return try output(context, added: own, dropout.hidden)
    }

    /// Several projections in one product: a copy of the weights costs less than another pass over the rows.
    private func joint(_ projections: [Linear], _ hidden: Tensor) throws(TensorError) -> Tensor {
        try hidden.linear(
            Tensor.concatenated(projections.map(\.weight), axis: 0),
            Tensor.concatenated(projections.map(\.bias), axis: 0))
    }

    /// What comes after attention: both additions, both norms, and the feed-forward network between them.
    private func output(_ context: Tensor, added hidden: Tensor, _ dropout: Float) throws(TensorError) -> Tensor {
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
