import Bert
import Realm
import Tensors

/// A batch of queries, each with the passage that it should find; the others' passages are wrong answers.
struct PassagePairs {
    private var queries = PackedSequences()
    private var passages = PackedSequences()
    /// Passages that are wrong answers for all.
    private var distractors: [TokenSequence] = []

    private let corpus: LearningCorpus
    private let settings: EmbedderSettings

    init(_ corpus: LearningCorpus, _ settings: EmbedderSettings) {
        self.corpus = corpus
        self.settings = settings
    }

    /// - Parameters:
    ///   - query: word pieces, without special tokens.
    ///   - body: those of the passage, which may be a part of `block`.
    ///   - distractor: a block that is a wrong answer.
    mutating func append(query: [Int32], body: [Int32], of block: Int, distractor: Int? = nil) {
        queries.append(corpus.layout.query(query, limit: settings.queryTokens))
        passages.append(
            corpus.layout.document(title: corpus.title(block), body: body, limit: settings.documentTokens))
        if let distractor { distractors.append(corpus.document(distractor, limit: settings.documentTokens)) }
    }

    /// Hands over the loss of the batch.
    /// - Returns: figures for the log.
    func learn(_ embedder: Embedder, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
        var all = passages
        for distractor in distractors { all.append(distractor) }
        let (dropout, projection) = (settings.towerDropout, Float(settings.projectionDropout))
        let (loss, scores) = try InverseClozeLoss.loss(
            sentences: embedder(queries, as: .query, dropout: dropout, projectionDropout: projection),
            blocks: embedder(all, as: .document, dropout: dropout, projectionDropout: projection))
        let best = try scores.argMax(axis: 1).integers()
        let right = zip(best, 0...).count { $0 == $1 }
        try learn(loss)
        return [
            ("accuracy", Double(right) / Double(queries.count)),
            ("tokens", Double(queries.tokenCount + all.tokenCount)),
        ]
    }
}
