import Answering
import Corpora
import Foundation
import Learning

/// A model, a corpus and one index generation that belong together; it belongs to the computing thread.
package final class ServedModel {
    let answerer: Answerer
    let filler: MaskFiller?
    /// Why there is no filler.
    let withoutFiller: String?
    let facts: ModelFacts

    init(answerer: Answerer, filler: MaskFiller?, withoutFiller: String?) {
        self.answerer = answerer
        self.filler = filler
        self.withoutFiller = withoutFiller
        let parts = answerer.model.standardizedFileURL.pathComponents
        facts = ModelFacts(
            model: parts.suffix(parts.dropLast().last == "checkpoints" ? 3 : 1).joined(separator: "/"),
            generation: answerer.generation, store: answerer.store, canAnswer: answerer.canAnswer,
            canFillMasks: filler != nil, hasLexicalIndex: answerer.hasLexicalIndex,
            questionTokens: answerer.questionLimit, embeddingWidth: answerer.embedder.width)
    }
}

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

/// How passages are found, by the names that the API has for it.
package enum SearchMethod: String, CaseIterable, Sendable {
    case dense, bm25, hybrid

    init(_ source: FinetuneSettings.PassageSource) {
        switch source {
        case .dense: self = .dense
        case .lexical: self = .bm25
        case .hybrid: self = .hybrid
        }
    }

    var source: FinetuneSettings.PassageSource {
        switch self {
        case .dense: .dense
        case .bm25: .lexical
        case .hybrid: .hybrid
        }
    }
}
