public import Bert
public import Tensors

/// Embed(x) and Embed(z): the vector of a query or a document (paper §3.2).
///
/// Paper: Embed_input(x) = W_input BERT_CLS(join(x)), Embed_doc(z) = W_doc BERT_CLS(join(title, body)). As in the
/// released code one tower and one projection serve both. The released code puts the tanh pooler before the projection
/// and a layer norm after it; both are settings.
public struct Embedder: Module {
    public let configuration: EmbedderConfiguration
    private let tower: BertEncoder
    private let pooler: Linear?
    private let projection: Linear?
    private let norm: LayerNorm?

    /// - Parameter start: weights named as in Hugging Face's Realm embedder: `realm.…`, `cls.dense.…`, `cls.LayerNorm.…`.
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
    /// already knows about similarity is kept.
    public init(_ configuration: EmbedderConfiguration, tower weights: Weights) throws {
        if let problem = configuration.problem { throw TensorError(operation: "embedder", reason: problem) }
        self.configuration = configuration
        tower = try BertEncoder(configuration.bert, .weights(weights))
        let hidden = configuration.bert.hiddenWidth
        pooler = configuration.hasPooler ? try Linear(.random(), from: hidden, to: hidden) : nil
        projection =
            configuration.width == 0
            ? nil
            : try Linear(
                Self.nearIdentity(from: hidden, to: configuration.width), from: hidden, to: configuration.width)
        norm =
            configuration.hasLayerNorm
            ? try LayerNorm(
                .random(), width: configuration.embeddingWidth, epsilon: configuration.layerNormEpsilon) : nil
    }

    /// The vectors of a packed batch, `[sequences, width]`.
    /// - Parameters:
    ///   - dropout: the probability of dropping a value inside the tower; 0 outside training.
    ///   - projectionDropout: that of dropping an element of a vector, which the released code does behind the layer norm
    ///     (ORQA's `ict_model.py`); 0 outside training.
    public func callAsFunction(
        _ batch: PackedSequences, dropout: Float = 0, projectionDropout: Float = 0
    ) throws(TensorError) -> Tensor {
        var vectors =
            switch configuration.pooling {
            case .cls: try tower(batch, rows: .firsts(of: batch.starts), dropout: dropout)
            case .mean: try tower(batch, dropout: dropout).segmentMean(starts: batch.starts)
            }
        if let pooler { vectors = try pooler(vectors).tanh() }
        if let projection { vectors = try projection(vectors) }
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
        if let norm { parts.append(("cls.LayerNorm", norm)) }
        return gathered(parts)
    }

    private static func nearIdentity(from input: Int, to output: Int) throws -> Initialization {
        var values = try Tensor.normal([output, input], mean: 0, deviation: 0.02).floats()
        for diagonal in 0..<min(input, output) { values[diagonal * input + diagonal] += 1 }
        let weights = [
            "weight": try Tensor(values, shape: [output, input]), "bias": try Tensor.zeros([output]),
        ]
        return .weights(Weights(weights, origin: "near identity"))
    }
}
