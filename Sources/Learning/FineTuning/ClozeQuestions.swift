import Foundation
import Masking
import Randomness
package import Wordpieces

/// Questions without labels: sentences of the corpus in which a question word stands for a salient span.
///
/// A reader that was never shown a question still learns from them what an answer is: a span of another block that
/// stands where the question word asks (the noisy cloze of Lewis et al. 2019).
package enum ClozeQuestions {
    /// One question a training sentence, in random order.
    /// - Parameter most: how many are wanted at most.
    package static func make(
        _ queries: MaskedQueries, corpus: LearningCorpus, tokenizer: WordpieceTokenizer, most: Int, seed: UInt64
    ) throws -> [TrainingQuestion] {
        var random = SeededGenerator(seed: seed, stream: 0x434C_4F5A_45)
        return try queries.draw(most, using: &random).compactMap { query in
            guard let blank = query.blank else { return nil }
            let word = tokenizer.ids(of: questionWord(for: query.answer))
            var tokens = query.tokens
            tokens.replaceSubrange(blank, with: word)
            return TrainingQuestion(
                text: tokenizer.text(of: tokens), tokens: tokens, answers: [query.targets], written: [query.answer],
                source: .init(block: query.block, sentence: query.sentence))
        }
    }

    /// "when" for what looks like a date, "what" for all else.
    package static func questionWord(for answer: String) -> String {
        answer.contains { $0.isNumber } ? "when" : "what"
    }
}
