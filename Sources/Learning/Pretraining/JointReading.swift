import Realm
public import Bert

/// A masked query joined with a block, or with the null document.
public struct JointReading {
    public let sequence: TokenSequence

    /// - Parameters:
    ///   - query: the masked text's word pieces, without special tokens.
    ///   - block: the block to read with it, or nil for the null document.
    public init(_ query: [Int32], _ block: Int?, _ corpus: LearningCorpus, _ configuration: RunConfiguration) {
        let settings = configuration.encoder
        guard let block else {
            sequence = corpus.layout.nullJoint(query: query, queryLimit: settings.queryTokens).sequence
            return
        }
        sequence =
            corpus.layout.joint(
                query: query, title: settings.readsTitle ? corpus.title(block) : nil,
                body: corpus.body(block), queryLimit: settings.queryTokens, limit: settings.jointTokens
            ).sequence
    }
}
