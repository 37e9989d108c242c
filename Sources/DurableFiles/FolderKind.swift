/// What a published folder is, told by a file that every folder of the kind lists and none of another kind does.
public struct FolderKind: Sendable, Equatable {
    /// Its name in a sentence, such as "a corpus".
    public let name: String
    /// The name of the file.
    public let mark: String

    public init(_ name: String, markedBy mark: String) {
        self.name = name
        self.mark = mark
    }
}
