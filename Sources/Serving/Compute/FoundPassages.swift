import Answering

/// What will be read for a question.
package struct FoundPassages: Sendable {
    let passages: [Passage]
    let facts: ModelFacts
}
