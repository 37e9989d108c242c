/// With which probability a tower in training drops values; the others are scaled up.
public struct TowerDropout: Sendable, Equatable {
    /// Outside training.
    public static let none = TowerDropout(hidden: 0, attention: 0)

    /// Of the embeddings, and of what leaves attention and the feed-forward network.
    public var hidden: Float
    /// Of attention probabilities.
    ///
    /// Above 0 it takes a slower way through attention, for the flash kernel keeps none to drop.
    public var attention: Float

    public init(hidden: Float, attention: Float) {
        self.hidden = hidden
        self.attention = attention
    }
}
