import Bert
import Realm

/// What is read for a question of the blocks that were found.
extension LearningCorpus {
    /// The best `count` blocks, each with as many neighbours as the settings ask for and the reader has room for.
    /// - Parameter isExcluded: whether a block must not be read for the question.
    package func contexts(
        _ ranked: [Int], for question: [Int32], count: Int, _ settings: ReaderSettings,
        excluding isExcluded: (Int) -> Bool = { _ in false }
    ) -> [PassageContext] {
        PassageContext.distinct(
            ranked, count: count, tokens: settings.contextTokens, store: store, excluding: isExcluded
        ) { room(for: $0, beside: question, settings) }
    }

    /// How many word pieces of a block's context the reader takes in beside the question and, where it reads that, the
    /// title.
    package func room(for block: Int, beside question: [Int32], _ settings: ReaderSettings) -> Int {
        let empty = layout.joint(
            query: question, title: settings.readsTitle ? title(block) : nil, body: EmptyCollection<Int32>(),
            queryLimit: settings.questionTokens, limit: settings.jointTokens)
        return max(0, settings.jointTokens - empty.sequence.ids.count)
    }
}
