import Answering
import Foundation

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
