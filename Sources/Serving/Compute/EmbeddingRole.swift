import Answering

/// What a text to embed is, by the names that the API has for it.
enum EmbeddingRole: String, CaseIterable, Sendable {
    case query, document

    var role: TextEmbedder.Role {
        switch self {
        case .query: .query
        case .document: .document
        }
    }
}
