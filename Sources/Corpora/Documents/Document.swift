/// A text with a title, as it is read from a file, before it is cut into blocks.
public struct Document: Sendable, Equatable {
    /// The name that the file gives it, or nil where it gives none.
    public var id: String?
    /// Empty where the text has none.
    public var title: String
    public var text: String

    public init(id: String? = nil, title: String, text: String) {
        self.id = id
        self.title = title
        self.text = text
    }
}
