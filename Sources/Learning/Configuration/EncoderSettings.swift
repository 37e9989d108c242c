/// The knowledge-augmented encoder p(y|z,x): masked sentence and passage are read together (REALM, section 3.2).
public struct EncoderSettings: SettingsSection {
    @Setting("The folder of the weights to start from, with config.json and model.safetensors or pytorch_model.bin.")
    public var start = ""

    @Setting("The most word pieces of masked sentence and passage together, [CLS] and [SEP] included.", 16...512)
    public var jointTokens = 384

    @Setting("The most word pieces of the masked sentence.", 8...512)
    public var queryTokens = 96

    @Setting("The passage's title is read before its text; the paper reads the text alone.")
    public var readsTitle = true

    @Setting("The share of activations dropped while training.", 0.0...0.9)
    public var dropout = 0.0

    @Setting("The share of attention probabilities dropped while training; it slows attention down.", 0.0...0.9)
    public var attentionDropout = 0.0

    public init() {}

    static let fields: [Field<Self>] = [
        Field("start", \.$start),
        Field("jointTokens", \.$jointTokens),
        Field("queryTokens", \.$queryTokens),
        Field("readsTitle", \.$readsTitle),
        Field("dropout", \.$dropout),
        Field("attentionDropout", \.$attentionDropout),
    ]
}
