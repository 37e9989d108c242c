import Masking
import Corpora
public import Wordpieces

/// A held-out sentence of the corpus with a salient span left blank, as text for a person.
public struct HeldOutBlank: Sendable, Equatable {
    /// The sentence as it stands in the corpus, with a `[MASK]` for each missing word piece.
    public let text: String
    /// What stands there in the corpus.
    public let answer: String
    public let masks: Int
    public let block: Int

    /// Blanks of sentences that neither the encoder nor pre-training learned from, spread over the corpus.
    public static func all(_ inputs: StageInputs, vocabulary: Vocabulary, most: Int = 200) throws -> [HeldOutBlank] {
        let corpus = try inputs.learningCorpus(vocabulary)
        let queries = try MaskedQueries(corpus, inputs.configuration, beside: inputs)
        return queries.heldOut(most).compactMap { query in
            let ranges = queries.source.store.tokenRanges(of: query.block)
            let bytes = Array(queries.source.store.text(of: query.block).utf8)
            guard let masked = query.blank else { return nil }
            let sentence =
                ranges[query.sentence.lowerBound].lowerBound..<ranges[query.sentence.upperBound - 1].upperBound
            let blank =
                ranges[query.sentence.lowerBound + masked.lowerBound]
                .lowerBound..<ranges[query.sentence.lowerBound + masked.upperBound - 1].upperBound
            let before = String(decoding: bytes[sentence.lowerBound..<blank.lowerBound], as: UTF8.self)
            let after = String(decoding: bytes[blank.upperBound..<sentence.upperBound], as: UTF8.self)
            return HeldOutBlank(
                text: before + String(repeating: "[MASK]", count: query.masked.count) + after, answer: query.answer,
                masks: query.masked.count, block: query.block)
        }
    }
}
