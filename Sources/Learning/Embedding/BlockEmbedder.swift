public import Bert
public import Realm
public import Tensors

/// Embeds the blocks of a corpus with frozen weights.
public struct BlockEmbedder {
    private let embedder: Embedder
    private let corpus: LearningCorpus
    private let documentTokens: Int
    /// About how many tokens a pass through the tower holds: enough for long products, few enough to stay in cache.
    private static let tokensPerPass = 4096

    public init(_ embedder: Embedder, corpus: LearningCorpus, documentTokens: Int) {
        self.embedder = embedder
        self.corpus = corpus
        self.documentTokens = min(documentTokens, embedder.configuration.bert.longestSequence)
    }

    /// Embed(z) of the blocks of a range, row-major `[blocks, width]`, in their order.
    public func embeddings(of blocks: Range<Int>) throws(TensorError) -> [Float] {
        try Self.embeddings(
            of: blocks.lazy.map { corpus.document($0, limit: documentTokens) }, as: .document, with: embedder)
    }

    /// The vectors of any sequences, row-major `[sequences, width]`; nothing is recorded for gradients.
    public static func embeddings(
        of sequences: some Sequence<TokenSequence>, as role: Embedder.Role, with embedder: Embedder
    ) throws(TensorError) -> [Float] {
        var values: [Float] = []
        var batch = PackedSequences()
        for sequence in sequences {
            batch.append(sequence)
            if batch.tokenCount >= tokensPerPass {
                values += try pass(batch, role, embedder)
                batch = PackedSequences()
            }
        }
        return batch.count == 0 ? values : values + (try pass(batch, role, embedder))
    }

    private static func pass(
        _ batch: PackedSequences, _ role: Embedder.Role, _ embedder: Embedder
    ) throws(TensorError) -> [Float] {
        try Engine.withoutGradient { () throws(TensorError) -> [Float] in try embedder(batch, as: role).floats() }
    }
}
