public import Bert
public import Corpora
import DurableFiles
import Foundation
public import Realm
public import Wordpieces

/// A corpus as training sees it: blocks of word pieces, laid out as model inputs.
public struct LearningCorpus: Sendable {
    public let store: BlockStore
    public let vocabulary: Vocabulary
    public let layout: InputLayout

    /// - Throws: `TrainingProblem.mismatch` when the corpus was tokenised with another vocabulary.
    public init(_ store: BlockStore, vocabulary: Vocabulary) throws(TrainingProblem) {
        guard store.vocabularyFingerprint == vocabulary.fingerprint else {
            throw .mismatch(
                reason: "the corpus was tokenised with another vocabulary than the model's; "
                    + "build the corpus again with the model's vocab.txt")
        }
        self.store = store
        self.vocabulary = vocabulary
        layout = InputLayout(classification: vocabulary.classification, separator: vocabulary.separator)
    }

    /// The word pieces of a block's body, without special tokens.
    public func body(_ block: Int) -> [Int32] { known(store.tokens(of: block)) }

    /// The word pieces of a block's title.
    public func title(_ block: Int) -> [Int32] { known(store.titleTokens(of: block)) }

    /// Ids that models can take: a number that is none, which only a damaged file holds, stands for a word without pieces.
    private func known(_ tokens: [UInt16]) -> [Int32] {
        let count = vocabulary.count
        return tokens.map { Int($0) < count ? Int32($0) : vocabulary.unknown }
    }

    /// A block as the embedder reads it.
    public func document(_ block: Int, limit: Int) -> TokenSequence {
        layout.document(title: title(block), body: body(block), limit: limit)
    }
}
