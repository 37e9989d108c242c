import Answering

/// An answered question.
package struct Answered: Sendable {
    let question: String
    let answers: [Response.Answer]
    let passages: [Passage]
    /// The blocks that each passage was read with, its own among them.
    let blocks: [Range<Int>]
    /// The model and the index generation that all of it comes from.
    let facts: ModelFacts
    /// How long each step took for the whole batch.
    let times: Answerer.StageTimes
    /// How long the question waited for its turn.
    let waited: Duration
    /// How many questions were read together.
    let batch: Int
}
