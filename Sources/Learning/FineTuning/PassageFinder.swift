import Bert
public import LexicalSearch
public import Realm
public import VectorSearch

/// Finds passages for questions, by the retriever's index, by BM25, or by both: BM25 + weight · f(x, z).
///
/// Scores are added rather than ranks: where one of the two is much the better, ranks would count the other as much.
public struct PassageFinder {
    public let corpus: LearningCorpus
    public let embedder: Embedder
    public let index: ExactIndex
    public let lexical: LexicalIndex?
    public let queryTokens: Int
    public let threads: Int
    /// How much of f(x, z) is added to BM25's score in hybrid search.
    public let denseWeight: Float

    /// How deep the two lists are that hybrid search joins.
    public static let hybridDepth = 100

    public init(
        corpus: LearningCorpus, embedder: Embedder, index: ExactIndex, lexical: LexicalIndex?, queryTokens: Int,
        threads: Int, denseWeight: Double
    ) {
        self.corpus = corpus
        self.embedder = embedder
        self.index = index
        self.lexical = lexical
        self.queryTokens = queryTokens
        self.threads = threads
        self.denseWeight = Float(denseWeight)
    }

    /// What is wrong when passages are to come from a lexical index, and there is none.
    static func needsLexicalIndex(_ source: FinetuneSettings.PassageSource) -> TrainingProblem {
        .mismatch(
            reason: "\(source.rawValue) search needs a lexical index, and there is none beside the corpus, nor was one "
                + "named with --lexical; make one with `pyramidion index build --lexical`")
    }

    /// The same search in another index of the same corpus.
    func searching(_ index: ExactIndex) -> PassageFinder {
        PassageFinder(
            corpus: corpus, embedder: embedder, index: index, lexical: lexical, queryTokens: queryTokens,
            threads: threads, denseWeight: Double(denseWeight))
    }

    /// The best `count` passages of each question, best first; the scores are those of the source.
    /// - Throws: `TrainingProblem.mismatch` when BM25 is asked for and there is no lexical index.
    public func passages(for questions: [Question], count: Int, from source: FinetuneSettings.PassageSource) throws
        -> [[Hit]]
    {
        let vectors = source == .lexical ? [] : try embeddings(of: questions)
        return try passages(for: questions, vectors: vectors, count: count, from: source)
    }

    /// The same where the questions' vectors are known; BM25 alone needs none.
    public func passages(
        for questions: [Question], vectors: [Float], count: Int, from source: FinetuneSettings.PassageSource
    ) throws -> [[Hit]] {
        let nearest = try nearest(vectors, count: Self.denseDepth(for: count, from: source))
        return try passages(for: questions, vectors: vectors, nearest: nearest, count: count, from: source)
    }

    /// The same where the blocks nearest to each question are known too, at least `denseDepth` of them.
    func passages(
        for questions: [Question], vectors: [Float], nearest: [[Hit]], count: Int,
        from source: FinetuneSettings.PassageSource
    ) throws -> [[Hit]] {
        if source == .dense { return nearest.map { Array($0.prefix(count)) } }
        guard let lexical else { throw Self.needsLexicalIndex(source) }
        let depth = source == .hybrid ? max(count, Self.hybridDepth) : count
        let found = try questions.map { try lexical.search($0.text, count: depth) }
        if source == .lexical { return found }
        return questions.indices.map { number in
            let query = vectors[number * index.width..<(number + 1) * index.width]
            let joined = HybridHits.joined(
                dense: Array(nearest[number].prefix(depth)), lexical: found[number], depth: depth, weight: denseWeight
            ) { product(query, $0) }
            return Array(joined.prefix(count))
        }
    }

    /// The blocks whose vectors are nearest to each question's, best first; nothing is searched when `count` is 0.
    func nearest(_ vectors: [Float], count: Int) throws -> [[Hit]] {
        guard count > 0 else { return Array(repeating: [], count: vectors.count / index.width) }
        return try index.search(vectors, count: count, threads: threads)
    }

    /// How many of the nearest blocks a search for `count` passages looks at; BM25 looks at none.
    static func denseDepth(for count: Int, from source: FinetuneSettings.PassageSource) -> Int {
        switch source {
        case .dense: count
        case .lexical: 0
        case .hybrid: max(count, hybridDepth)
        }
    }

    /// f(x, z) of given blocks, by the vectors in the index: a number a block, for each question.
    public func relevance(of blocks: [[Int]], to questions: [Question]) throws -> [[Float]] {
        relevance(of: blocks, vectors: try embeddings(of: questions))
    }

    /// The same where the questions' vectors are known.
    public func relevance(of blocks: [[Int]], vectors: [Float]) -> [[Float]] {
        let width = index.width
        return blocks.enumerated().map { number, blocks in
            let query = vectors[number * width..<(number + 1) * width]
            return blocks.map { product(query, $0) }
        }
    }

    /// Embed(x) of the questions, row-major `[questions, width]`.
    public func embeddings(of questions: [Question]) throws -> [Float] {
        try BlockEmbedder.embeddings(
            of: questions.map { corpus.layout.query($0.tokens, limit: queryTokens) }, as: .query, with: embedder)
    }

    private func product(_ query: ArraySlice<Float>, _ block: Int) -> Float {
        zip(query, index.vector(block)).reduce(0) { $0 + $1.0 * $1.1 }
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
