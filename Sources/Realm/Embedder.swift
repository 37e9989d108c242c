public import Bert
public import Tensors

/// Embed(x) and Embed(z): the vector of a query or a document (paper §3.2).
///
/// Embed_input(x) = W_input BERT_CLS(join(x)), Embed_doc(z) = W_doc BERT_CLS(join(title, body)). One tower serves both; in the
/// released code one projection too, with a tanh pooler before and a layer norm behind it. The configuration says which.
public struct Embedder: Module {
    /// What a text is to the retriever.
    public enum Role: String, Sendable, CaseIterable {
        /// A question or masked sentence x, laid out as [CLS] x [SEP].
        case query
        /// A passage z, laid out as [CLS] title [SEP] z [SEP].
        case document
    }

    public let configuration: EmbedderConfiguration
    private let tower: BertEncoder
    private let pooler: Linear?
    /// W_doc, and W_input where it is the same.
    private let projection: Linear?
    /// W_input, where it is another.
    private let queryProjection: Linear?
    private let norm: LayerNorm?

    /// - Parameter start: weights named as in Hugging Face's Realm embedder: `realm.…`, `cls.dense.…`, `cls.LayerNorm.…`; and
    ///   `query_cls.dense.…` where queries have a projection of their own.
    public init(_ configuration: EmbedderConfiguration, _ start: Initialization) throws {
        if let problem = configuration.problem { throw TensorError(operation: "embedder", reason: problem) }
        self.configuration = configuration
        tower = try BertEncoder(configuration.bert, start.under("realm."))
        let hidden = configuration.bert.hiddenWidth
        pooler =
            configuration.hasPooler ? try Linear(start.under("realm.pooler.dense."), from: hidden, to: hidden) : nil
        projection =
            configuration.width == 0
            ? nil : try Linear(start.under("cls.dense."), from: hidden, to: configuration.width)
        queryProjection =
            configuration.hasQueryProjection
            ? try Linear(start.under("query_cls.dense."), from: hidden, to: configuration.width) : nil
        norm =
            configuration.hasLayerNorm
            ? try LayerNorm(
                start.under("cls.LayerNorm."), width: configuration.embeddingWidth,
                epsilon: configuration.layerNormEpsilon)
            : nil
    }

    /// Starts from a plain BERT tower: pooler and projection are drawn anew.
    ///
    /// The projection starts as close to the identity as its shape allows, so that what the tower's pooled vector
    /// already knows about similarity is kept. Two projections start as equals, for the same reason.
    public init(_ configuration: EmbedderConfiguration, tower weights: Weights) throws {
        if let problem = configuration.problem { throw TensorError(operation: "embedder", reason: problem) }
        self.configuration = configuration
        tower = try BertEncoder(configuration.bert, .weights(weights))
        let hidden = configuration.bert.hiddenWidth
        pooler = configuration.hasPooler ? try Linear(.random(), from: hidden, to: hidden) : nil
        let start =
            configuration.width == 0 ? nil : try Self.nearIdentity(from: hidden, to: configuration.width)
        projection = try start.map { try Self.projection($0, from: hidden, to: configuration.width) }
        queryProjection =
            configuration.hasQueryProjection
            ? try start.map { try Self.projection($0, from: hidden, to: configuration.width) } : nil
        norm =
            configuration.hasLayerNorm
            ? try LayerNorm(
                .random(), width: configuration.embeddingWidth, epsilon: configuration.layerNormEpsilon) : nil
    }

    /// The vectors of a packed batch, `[sequences, width]`.
    /// - Parameters:
    ///   - role: what the texts are, which decides by what they are projected.
    ///   - dropout: what is dropped inside the tower.
    ///   - projectionDropout: that of dropping an element of a vector, which the released code does behind the layer norm
    ///     (ORQA's `ict_model.py`); 0 outside training.
    public func callAsFunction(
        _ batch: PackedSequences, as role: Role, dropout: TowerDropout = .none, projectionDropout: Float = 0
    ) throws(TensorError) -> Tensor {
        var vectors =
            switch configuration.pooling {
            case .cls: try tower(batch, rows: .firsts(of: batch.starts), dropout: dropout)
            case .mean: try tower(batch, dropout: dropout).segmentMean(starts: batch.starts)
            }
        if let pooler { vectors = try pooler(vectors).tanh() }
        if let projection = role == .query ? queryProjection ?? projection : projection {
            vectors = try projection(vectors)
        }
        if let norm { vectors = try norm(vectors) }
        if projectionDropout > 0 { vectors = try vectors.dropout(projectionDropout) }
        if configuration.normalization == .unit {
            let squares = try (vectors * vectors).sum(axis: 1, keepsAxis: true)
            // Far below the square of any length that matters: a short vector too gets the length 1.
            vectors = try vectors / (squares + 1e-24).sqrt()
        }
        return configuration.scale == 1 ? vectors : try vectors * configuration.scale.squareRoot()
    }

    public var parameters: [(name: String, tensor: Tensor)] {
        var parts: [(prefix: String, module: any Module)] = [("realm", tower)]
        if let pooler { parts.append(("realm.pooler.dense", pooler)) }
        if let projection { parts.append(("cls.dense", projection)) }
        if let queryProjection { parts.append(("query_cls.dense", queryProjection)) }
        if let norm { parts.append(("cls.LayerNorm", norm)) }
        return gathered(parts)
    }

    /// Row-major `[output, input]`.
    private static func nearIdentity(from input: Int, to output: Int) throws -> [Float] {
        var values = try Tensor.normal([output, input], mean: 0, deviation: 0.02).floats()
        for diagonal in 0..<min(input, output) { values[diagonal * input + diagonal] += 1 }
        return values
    }

    private static func projection(_ values: [Float], from input: Int, to output: Int) throws -> Linear {
        let weights = [
            "weight": try Tensor(values, shape: [output, input]), "bias": try Tensor.zeros([output]),
        ]
        return try Linear(.weights(Weights(weights, origin: "near identity")), from: input, to: output)
    }
}
