import Bert
public import DurableFiles
import Randomness
public import Realm
public import Tensors

/// Fine-tuning on questions: the query side of the retriever and the span reader learn together (paper §3.2).
///
/// question → passages → spans S(z, y) that say an answer → −log p(y|x) over the spans of all read passages, plus the
/// retriever's own loss over more candidates than are read. The block index is frozen and only Embed(x) moves, unless
/// `finetune.refreshEvery` has it rebuilt; then Embed(z) of the passages that are read learns too.
public final class FineTuningTask: TrainingTask {
    public let stage = "finetune"
    public let steps: Int
    public let warmupSteps: Int
    public let parts: [TrainedPart]
    public internal(set) var memory: [String: Int] = [:]
    public internal(set) var documentModel: Fingerprint?

    let reader: SpanReader
    let configuration: RunConfiguration
    let run: RunFolder
    let wordStarts: WordStarts
    /// The index that is searched changes when it is rebuilt.
    var finder: PassageFinder

    let readsPassages: Bool
    /// How much longer than what is wanted lists are, for what is left out of them: of a person's question nothing is.
    let spare: Int
    private let questions: [TrainingQuestion]
    private let best: BestModel?

    /// - Parameters:
    ///   - finder: its embedder is the one that is trained; its index is the one to begin with.
    ///   - documentModel: the weights that made the index's vectors.
    ///   - trainsReader: false trains the query side only, by the retriever's own loss.
    ///   - development: questions to choose the best model by; none keeps the last one.
    ///   - run: where rebuilt indexes and the best model are kept.
    /// - Throws: `TrainingProblem.nothingToLearnFrom` without questions for the steps, or without a loss.
    public init(
        finder: PassageFinder, documentModel: Fingerprint? = nil, reader: SpanReader, trainsReader: Bool = true,
        questions: [TrainingQuestion], development: [TrainingQuestion] = [], configuration: RunConfiguration,
        run: RunFolder
    ) throws(TrainingProblem) {
        guard !questions.isEmpty || configuration.finetune.steps == 0 else {
            throw .nothingToLearnFrom(stage: "finetune", reason: "there is no training question with an answer")
        }
        let settings = configuration.finetune
        let retrieverLearns = settings.retrieverCandidates > 0 && settings.retrieverLearningRate > 0
        guard settings.steps == 0 || trainsReader || retrieverLearns else {
            throw .nothingToLearnFrom(
                stage: "finetune",
                reason: "the reader is kept as it is, and finetune.retrieverCandidates or "
                    + "finetune.retrieverLearningRate is 0, so that the retriever does not learn either; set both above "
                    + "0, or finetune.steps to 0")
        }
        self.finder = finder
        self.documentModel = documentModel
        self.reader = reader
        readsPassages = trainsReader
        self.questions = questions
        spare = questions.contains { $0.source != nil } ? CandidateLookup.spare : 0
        self.configuration = configuration
        self.run = run
        wordStarts = WordStarts(finder.corpus.vocabulary)
        steps = settings.steps
        warmupSteps = settings.warmupSteps
        parts = [
            TrainedPart(.embedder(finder.embedder), learningRate: settings.retrieverLearningRate),
            TrainedPart(.reader(reader), learningRate: trainsReader ? settings.readerLearningRate : 0),
        ]
        let measured = development.prefix(settings.evaluateEvery > 0 ? settings.evaluateQuestions : 0)
        best = measured.isEmpty ? nil : BestModel(run: run, questions: Array(measured), configuration: configuration)
    }

    public func begin(at step: Int, memory: [String: Int]?) throws {
        self.memory = memory ?? [:]
        try takeIndex(at: step)
    }

    public func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
        let batch = questions(ofStep: step)
        let queries = try finder.embedder(
            PackedSequences(
                batch.map { finder.corpus.layout.query($0.tokens, limit: configuration.embedder.queryTokens) }),
            as: .query, dropout: configuration.embedder.towerDropout,
            projectionDropout: Float(configuration.embedder.projectionDropout))
        let found = try self.found(for: batch, vectors: queries.detached().floats())
        let vectors = try documentVectors(found)
        let retriever = try retrieverLoss(batch, queries, vectors, found.candidates)
        var total = retriever.loss
        var figures = retriever.figures
        if readsPassages, let read = try readerLoss(batch, queries, vectors, found.contexts) {
            total = try total.map { sum throws(TensorError) in try sum + read.loss } ?? read.loss
            figures += read.figures
        }
        if let total { try learn(total) }
        return figures
    }

    public func finish(step: Int) throws -> [(String, Double)] {
        var figures: [(String, Double)] = []
        if let best {
            figures += try best.measure(after: step, of: steps, finder, reader, &memory)
            // The last checkpoint of a run is what it is for, so the best weights go there.
            if step == steps { try best.restore(parts, memory) }
        }
        return figures + (try refreshIndex(after: step))
    }

    /// A shuffled pass over the questions after another; which questions a step sees depends on its number alone.
    package func questions(ofStep step: Int) -> [TrainingQuestion] {
        let size = configuration.finetune.batch
        var order: [Int] = []
        var shuffledPass = -1
        return (0..<size).map { place in
            let (pass, index) = (step * size + place).quotientAndRemainder(dividingBy: questions.count)
            if pass != shuffledPass {
                var random = SeededGenerator(seed: configuration.engine.seed, stream: UInt64(pass))
                order = questions.indices.shuffled(using: &random)
                shuffledPass = pass
            }
            return questions[order[index]]
        }
    }

    /// Stored vectors, but for the passages that learn where the index is rebuilt: what is read, or would be.
    private func documentVectors(_ found: Found) throws -> DocumentVectors {
        guard configuration.finetune.refreshEvery > 0 else { return DocumentVectors(stored: finder.index) }
        let learning =
            readsPassages
            ? found.contexts.flatMap { $0.map(\.block) }
            : found.candidates.flatMap { $0.prefix(configuration.finetune.passages) }
        return try DocumentVectors(stored: finder.index, learning: learning) { blocks in
            let documents = blocks.map {
                finder.corpus.document($0, limit: configuration.embedder.documentTokens)
            }
            return try finder.embedder(
                PackedSequences(documents), as: .document, dropout: configuration.embedder.towerDropout,
                projectionDropout: Float(configuration.embedder.projectionDropout))
        }
    }
}
