import Corpora

/// What may be known of a model on any thread.
struct ModelFacts: Sendable {
    /// The last parts of the model's path, such as `finetune/checkpoints/step-00000600`.
    let model: String
    /// The number of the index generation.
    let generation: Int
    let store: BlockStore
    let canAnswer: Bool
    let canFillMasks: Bool
    let hasLexicalIndex: Bool
    /// The most word pieces of a question.
    let questionTokens: Int
    let embeddingWidth: Int

    /// The searches that there are.
    var methods: [SearchMethod] { hasLexicalIndex ? SearchMethod.allCases : [.dense] }
}
