/// One row found by a search.
public struct Hit: Sendable, Equatable {
    /// The row: a vector of an index, or a block of a corpus.
    public let id: Int
    /// How well it fits; greater is better.
    public let score: Float

    public init(id: Int, score: Float) {
        self.id = id
        self.score = score
    }

    /// The order of every ranking here: greater scores first, equal ones by lower id.
    package func precedes(_ other: Hit) -> Bool {
        score != other.score ? score > other.score : id < other.id
    }
}
