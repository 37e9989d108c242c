/// `config.json` as Hugging Face's classes read it.
struct ExportedConfiguration: Encodable {
    var realm: RealmConfiguration
    var layout: ReleasedLayout
    /// The id of [PAD]; the class's own default is another word piece.
    var padding: Int32

    private enum CodingKeys: String, CodingKey {
        case architectures
        case type = "model_type"
        case elements = "torch_dtype"
        case padding = "pad_token_id"
        case hiddenDropout = "hidden_dropout_prob"
        case attentionDropout = "attention_probs_dropout_prob"
    }

    func encode(to encoder: any Encoder) throws {
        try realm.encode(to: encoder)
        var file = encoder.container(keyedBy: CodingKeys.self)
        try file.encode([layout.className], forKey: .architectures)
        try file.encode("realm", forKey: .type)
        try file.encode("float32", forKey: .elements)
        try file.encode(padding, forKey: .padding)
        try file.encode(0.1, forKey: .hiddenDropout)
        try file.encode(0.1, forKey: .attentionDropout)
    }
}

/// `tokenizer_config.json` as Hugging Face's classes read it.
struct ExportedTokenizer: Encodable {
    var do_lower_case: Bool
    var tokenizer_class = "RealmTokenizer"
}
