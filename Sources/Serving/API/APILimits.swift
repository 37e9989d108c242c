/// The most that one request may ask for.
enum APILimits {
    /// Questions of one request.
    static let questions = 64
    /// UTF-8 bytes of a question, before it is tokenised.
    static let questionBytes = 4_000
    /// Answers to a question.
    static let answers = 100
    /// Passages that are read, or hits of a search.
    static let passages = 100
    /// Word pieces for each mask.
    static let pieces = 100
    /// Passages read to fill masks.
    static let fillPassages = 50
    /// Texts that are embedded.
    static let embeddings = 256
    /// UTF-8 bytes of a text that is embedded.
    static let embeddingBytes = 32_000
    /// Neighbours of a block.
    static let neighbours = 50
    /// Bytes of a request's body.
    static let body = 1 << 20
}
