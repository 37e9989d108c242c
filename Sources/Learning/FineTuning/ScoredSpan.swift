/// A span that may be an answer, and its score among all spans that are read for its question.
struct ScoredSpan {
    /// The block that it is in.
    let block: Int
    /// Its word pieces, as a range of the block's.
    let tokens: Range<Int>
    /// The reader's score, or log p(s|z,x) where each passage has a softmax of its own; and the share of f(x, z) that is added.
    let logit: Double
}
