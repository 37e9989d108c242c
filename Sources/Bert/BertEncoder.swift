public import Tensors

/// A BERT tower: token sequences in, one contextual vector a token out.
public struct BertEncoder: Module {
    public let configuration: BertConfiguration
    public let embeddings: BertEmbeddings
    private let layers: [BertLayer]

    /// - Parameter start: weights named without the prefix `bert.`.
    /// - Throws: `WeightsError` when a tensor is missing or has another shape, `TensorError` when the sizes of the
    ///   configuration are impossible or memory runs out.
    public init(_ configuration: BertConfiguration, _ start: Initialization) throws {
        if let problem = configuration.problem { throw TensorError(operation: "BERT tower", reason: problem) }
        self.configuration = configuration
        embeddings = try BertEmbeddings(configuration, start.under("embeddings."))
        layers = try (0..<configuration.layers).map { number in
            try BertLayer(configuration, start.under("encoder.layer.\(number)."))
        }
    }

    /// The last layer's hidden states, `[tokens, hidden]`.
    /// - Throws: `TensorError` when a sequence is empty or longer than the tower reads, or an id has no vector.
    public func callAsFunction(_ batch: PackedSequences, dropout: TowerDropout = .none) throws(TensorError) -> Tensor {
        try states(batch, layers[...], dropout)
    }

    /// The last layer's hidden states of chosen rows only, `[rows, hidden]`: the last layer is computed for no others.
    /// - Throws: `TensorError` as above, and when the rows are not of this batch.
    public func callAsFunction(
        _ batch: PackedSequences, rows: ChosenRows, dropout: TowerDropout = .none
    ) throws(TensorError) -> Tensor {
        let hidden = try states(batch, layers.dropLast(), dropout)
        guard let last = layers.last else {
            return try hidden.rows(Tensor(integers: rows.indices, shape: [rows.indices.count]))
        }
        return try hidden.recomputing(draws: dropout != .none) { (input: Tensor) throws(TensorError) -> Tensor in
            try last(input, rows: rows, starts: batch.starts, dropout: dropout)
        }
    }

    private func states(
        _ batch: PackedSequences, _ layers: ArraySlice<BertLayer>, _ dropout: TowerDropout
    ) throws(TensorError) -> Tensor {
        try batch.check(against: configuration)
        var hidden = try embeddings(batch)
        if dropout.hidden > 0 { hidden = try hidden.dropout(dropout.hidden) }
        for layer in layers {
            hidden = try hidden.recomputing(draws: dropout != .none) { (input: Tensor) throws(TensorError) -> Tensor in
                try layer(input, starts: batch.starts, dropout: dropout)
            }
        }
        return hidden
    }

    public var parameters: [(name: String, tensor: Tensor)] {
        gathered([("embeddings", embeddings)])
            + gathered(layers.enumerated().map { ("encoder.layer.\($0.offset)", $0.element) })
    }
}
