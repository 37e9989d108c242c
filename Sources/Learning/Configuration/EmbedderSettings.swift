public import Realm

/// The tower that turns questions and passages into vectors (paper §3.2).
public struct EmbedderSettings: SettingsSection {
    @Setting("The folder of the weights to start from, with config.json and model.safetensors or pytorch_model.bin.")
    public var start = ""

    @Setting("Which hidden state stands for the text: that of [CLS], or the mean over all pieces.")
    public var pooling = Pooling.cls

    @Setting("The width of the vectors; 0 leaves out the projection and keeps the tower's hidden width.", 0...4096)
    public var width = 128

    @Setting("Questions have a projection of their own, as in the paper; else, as in REALM's code, one serves both.")
    public var queryProjection = false

    @Setting("A dense layer with tanh stands between the pooled state and the projection.")
    public var pooler = false

    @Setting("The projection is followed by layer normalisation, as in ORQA's and REALM's code.")
    public var layerNorm = false

    @Setting("Keeps the division by a variance finite; 1e-3 in ORQA's code, 1e-12 in REALM's weights.", 1e-30...1.0)
    public var layerNormEpsilon = 1e-12

    @Setting("Vectors are left as they are, or scaled to unit length.")
    public var normalization = Normalization.none

    @Setting("Multiplies every score: the inverse temperature of p(z|x).", 0.001...1000.0)
    public var scale = 1.0

    @Setting("The most word pieces of a question or masked sentence, [CLS] and [SEP] included.", 8...512)
    public var queryTokens = 64

    @Setting("The most word pieces of a passage with its title, [CLS] and [SEP] included.", 8...512)
    public var documentTokens = 288

    @Setting("The share of activations dropped while training.", 0.0...0.9)
    public var dropout = 0.0

    @Setting("The share of attention probabilities dropped while training; it slows attention down.", 0.0...0.9)
    public var attentionDropout = 0.0

    @Setting("The share of a vector's elements dropped while training; 0.1 in REALM's code.", 0.0...0.9)
    public var projectionDropout = 0.0

    public init() {}

    public typealias Pooling = EmbedderConfiguration.Pooling
    public typealias Normalization = EmbedderConfiguration.Normalization

    static let fields: [Field<Self>] = [
        Field("start", \.$start),
        Field("pooling", \.$pooling),
        Field("width", \.$width),
        Field("queryProjection", \.$queryProjection),
        Field("pooler", \.$pooler),
        Field("layerNorm", \.$layerNorm),
        Field("layerNormEpsilon", \.$layerNormEpsilon),
        Field("normalization", \.$normalization),
        Field("scale", \.$scale),
        Field("queryTokens", \.$queryTokens),
        Field("documentTokens", \.$documentTokens),
        Field("dropout", \.$dropout),
        Field("attentionDropout", \.$attentionDropout),
        Field("projectionDropout", \.$projectionDropout),
    ]
}

extension EmbedderConfiguration.Pooling: SettingValue {}
extension EmbedderConfiguration.Normalization: SettingValue {}
