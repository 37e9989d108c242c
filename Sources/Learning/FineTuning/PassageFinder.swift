import Bert
public import LexicalSearch
public import Realm
public import VectorSearch

/// Finds passages for questions, by the retriever's index, by BM25, or by both.
public struct PassageFinder {
    public let corpus: LearningCorpus
    public let embedder: Embedder
    public let index: ExactIndex
    public let lexical: LexicalIndex?
    public let queryTokens: Int
    public let threads: Int

    /// How deep the two lists are that rank fusion joins.
    public static let fusedDepth = 100

    public init(
        corpus: LearningCorpus, embedder: Embedder, index: ExactIndex, lexical: LexicalIndex?, queryTokens: Int,
        threads: Int
    ) {
        self.corpus = corpus
        self.embedder = embedder
        self.index = index
        self.lexical = lexical
        self.queryTokens = queryTokens
        self.threads = threads
    }

    /// The best `count` passages of each question, best first; the scores are those of the source.
    /// - Throws: `TrainingProblem.mismatch` when BM25 is asked for and there is no lexical index.
    public func passages(for questions: [Question], count: Int, from source: FinetuneSettings.PassageSource) throws
        -> [[Hit]]
    {
        let depth = source == .hybrid ? max(count, Self.fusedDepth) : count
        let dense = source == .lexical ? [] : try denseHits(questions, count: depth)
        if source == .dense { return dense }
        guard let lexical else {
            throw TrainingProblem.mismatch(
                reason: "there is no lexical index beside the corpus; make one with `pyramidion index build --lexical`")
        }
        let found = try questions.map { try lexical.search($0.text, count: depth) }
        if source == .lexical { return found }
        return zip(dense, found).map { Array(ReciprocalRankFusion.fuse([$0, $1], constant: 60).prefix(count)) }
    }

    /// f(x, z) of given blocks, by the vectors in the index: a number a block, for each question.
    public func relevance(of blocks: [[Int]], to questions: [Question]) throws -> [[Float]] {
        let width = index.width
        let vectors = try embeddings(of: questions)
        return blocks.enumerated().map { number, blocks in
            let query = vectors[number * width..<(number + 1) * width]
            return blocks.map { block in zip(query, index.vector(block)).reduce(0) { $0 + $1.0 * $1.1 } }
        }
    }

    private func embeddings(of questions: [Question]) throws -> [Float] {
        try BlockEmbedder.embeddings(
            of: questions.map { corpus.layout.query($0.tokens, limit: queryTokens) }, with: embedder)
    }

    private func denseHits(_ questions: [Question], count: Int) throws -> [[Hit]] {
        try index.search(embeddings(of: questions), count: count, threads: threads)
    }

    /// A question as text, for BM25, and as word pieces, for the retriever.
    public struct Question: Sendable {
        public let text: String
        public let tokens: [Int32]

        public init(text: String, tokens: [Int32]) {
            self.text = text
            self.tokens = tokens
        }
    }
}
