/// The sizes of a BERT tower, in the words and keys of Hugging Face's `config.json`.
///
/// Devlin et al. 2019.
public struct BertConfiguration: Sendable, Equatable, Codable {
    /// Which form of GELU the feed-forward layers use; the two differ by up to 5e-4 and cannot be exchanged.
    public enum Activation: String, Sendable, Codable {
        /// The exact form, by the error function.
        case exact = "gelu"
        /// Google's approximation by tanh, in which BERT and REALM were trained.
        case tanhApproximation = "gelu_new"
    }

    public var vocabularySize: Int
    public var hiddenWidth: Int
    public var layers: Int
    public var heads: Int
    public var feedForwardWidth: Int
    public var longestSequence: Int
    public var sequenceTypes: Int
    public var activation: Activation
    public var layerNormEpsilon: Float

    public init(
        vocabularySize: Int = 30522, hiddenWidth: Int = 768, layers: Int = 12, heads: Int = 12,
        feedForwardWidth: Int = 3072, longestSequence: Int = 512, sequenceTypes: Int = 2,
        activation: Activation = .exact, layerNormEpsilon: Float = 1e-12
    ) {
        self.vocabularySize = vocabularySize
        self.hiddenWidth = hiddenWidth
        self.layers = layers
        self.heads = heads
        self.feedForwardWidth = feedForwardWidth
        self.longestSequence = longestSequence
        self.sequenceTypes = sequenceTypes
        self.activation = activation
        self.layerNormEpsilon = layerNormEpsilon
    }

    /// What is impossible about these sizes, or nil when they fit together.
    public var problem: String? {
        let sizes = [
            ("vocab_size", vocabularySize), ("hidden_size", hiddenWidth), ("num_attention_heads", heads),
            ("intermediate_size", feedForwardWidth), ("max_position_embeddings", longestSequence),
            ("type_vocab_size", sequenceTypes),
        ]
        for (name, size) in sizes where size < 1 || size > 1 << 24 {
            return "\(name) is \(size); expected a number from 1 to \(1 << 24)"
        }
        if layers < 0 || layers > 1000 { return "num_hidden_layers is \(layers); expected a number from 0 to 1000" }
        if hiddenWidth % heads != 0 {
            return "hidden_size \(hiddenWidth) is not a multiple of num_attention_heads \(heads)"
        }
        if !layerNormEpsilon.isFinite || layerNormEpsilon <= 0 {
            return "layer_norm_eps is \(layerNormEpsilon); expected a small number above 0, as 1e-12"
        }
        return nil
    }

    /// Reads `config.json`, whose other keys do not matter here; `type_vocab_size` and `layer_norm_eps` have BERT's
    /// values where an old file leaves them out.
    public init(from decoder: any Decoder) throws {
        let file = try decoder.container(keyedBy: CodingKeys.self)
        vocabularySize = try file.decode(Int.self, forKey: .vocabularySize)
        hiddenWidth = try file.decode(Int.self, forKey: .hiddenWidth)
        layers = try file.decode(Int.self, forKey: .layers)
        heads = try file.decode(Int.self, forKey: .heads)
        feedForwardWidth = try file.decode(Int.self, forKey: .feedForwardWidth)
        longestSequence = try file.decode(Int.self, forKey: .longestSequence)
        sequenceTypes = try file.decodeIfPresent(Int.self, forKey: .sequenceTypes) ?? 2
        activation = try file.decode(Activation.self, forKey: .activation)
        layerNormEpsilon = try file.decodeIfPresent(Float.self, forKey: .layerNormEpsilon) ?? 1e-12
    }

    private enum CodingKeys: String, CodingKey {
        case vocabularySize = "vocab_size"
        case hiddenWidth = "hidden_size"
        case layers = "num_hidden_layers"
        case heads = "num_attention_heads"
        case feedForwardWidth = "intermediate_size"
        case longestSequence = "max_position_embeddings"
        case sequenceTypes = "type_vocab_size"
        case activation = "hidden_act"
        case layerNormEpsilon = "layer_norm_eps"
    }
}
