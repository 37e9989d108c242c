public import Bert

/// The shape of the embedder: a BERT tower, and how one vector is made of its hidden states.
public struct EmbedderConfiguration: Sendable, Equatable, Codable {
    /// Which hidden states stand for the whole text.
    public enum Pooling: String, Sendable, Codable, CaseIterable {
        /// The first token's, as in the paper: Embed(x) = W BERT_CLS(x).
        case cls
        /// The mean over all tokens, special tokens included, as sentence-transformers train it.
        case mean
    }

    /// What is done to the length of a vector.
    public enum Normalization: String, Sendable, Codable, CaseIterable {
        case none
        /// Length 1, so that the relevance score is a cosine times `scale`.
        case unit
    }

    public var bert: BertConfiguration
    public var pooling: Pooling
    /// The width of an embedding; 0 leaves out the projection, so that it is the tower's hidden width.
    public var width: Int
    /// Queries have a projection of their own, as in the paper: W_input beside W_doc.
    ///
    /// Else one serves both, as in the released code.
    public var hasQueryProjection: Bool
    /// BERT's pooler (a tanh layer) between the hidden state and the projection, as in the released code.
    public var hasPooler: Bool
    /// A layer norm after the projection, as in the released code.
    public var hasLayerNorm: Bool
    public var layerNormEpsilon: Float
    public var normalization: Normalization
    /// Multiplies relevance scores: each of the two embeddings is multiplied by its square root.
    public var scale: Float

    public init(
        bert: BertConfiguration, pooling: Pooling = .cls, width: Int = 128, hasQueryProjection: Bool = false,
        hasPooler: Bool = false, hasLayerNorm: Bool = false, layerNormEpsilon: Float = 1e-12,
        normalization: Normalization = .none, scale: Float = 1
    ) {
        self.bert = bert
        self.pooling = pooling
        self.width = width
        self.hasQueryProjection = hasQueryProjection
        self.hasPooler = hasPooler
        self.hasLayerNorm = hasLayerNorm
        self.layerNormEpsilon = layerNormEpsilon
        self.normalization = normalization
        self.scale = scale
    }

    /// What is impossible about this shape, or nil when all fits together.
    public var problem: String? {
        if width < 0 || width > 1 << 24 {
            return "the embedding's width is \(width); expected 0 (the tower's) or a number from 1 to \(1 << 24)"
        }
        if hasQueryProjection && width == 0 {
            return
                "queries have a projection of their own, and the embedding's width is 0, which leaves projections out"
        }
        if !scale.isFinite || scale <= 0 { return "the scale of relevance scores is \(scale); expected more than 0" }
        if !layerNormEpsilon.isFinite || layerNormEpsilon <= 0 {
            return
                "the embedding's layer norm epsilon is \(layerNormEpsilon); expected a small number above 0, as 1e-12"
        }
        return bert.problem
    }

    /// The number of elements of an embedding.
    public var embeddingWidth: Int { width == 0 ? bert.hiddenWidth : width }
}
