import Answering

extension RequestFields {
    /// What texts to embed are, by the library's own names for it; queries when the field is absent.
    func role(_ name: String) throws(Problem) -> TextEmbedder.Role {
        try choice(name, TextEmbedder.Role.self) ?? .query
    }
}
