import Bert
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

    let reader: SpanReader
    let configuration: RunConfiguration
    let run: RunFolder
    let wordStarts: WordStarts
    /// The index that is searched changes when it is rebuilt.
    var finder: PassageFinder

    private let readsPassages: Bool
    private let questions: [TrainingQuestion]
    private let best: BestModel?

    /// - Parameters:
    ///   - finder: its embedder is the one that is trained; its index is the one to begin with.
    ///   - trainsReader: false trains the query side only, by the retriever's own loss.
    ///   - development: questions to choose the best model by; none keeps the last one.
    ///   - run: where rebuilt indexes and the best model are kept.
    /// - Throws: `TrainingProblem.nothingToLearnFrom` without questions for the steps.
    public init(
        finder: PassageFinder, reader: SpanReader, trainsReader: Bool = true, questions: [TrainingQuestion],
        development: [TrainingQuestion] = [], configuration: RunConfiguration, run: RunFolder
    ) throws(TrainingProblem) {
        guard !questions.isEmpty || configuration.finetune.steps == 0 else {
            throw .nothingToLearnFrom(stage: "finetune", reason: "there is no training question with an answer")
        }
        self.finder = finder
        self.reader = reader
        readsPassages = trainsReader
        self.questions = questions
        self.configuration = configuration
        self.run = run
        wordStarts = WordStarts(finder.corpus.vocabulary)
        let settings = configuration.finetune
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
            dropout: Float(configuration.embedder.dropout))
        let contexts = readsPassages ? try self.contexts(for: batch) : batch.map { _ in [] }
        let candidates = try self.candidates(for: batch, queries)
        let vectors = try documentVectors(contexts, candidates)
        let retriever = try retrieverLoss(batch, queries, vectors, candidates)
        var total = retriever.loss
        var figures = retriever.figures
        if readsPassages, let read = try readerLoss(batch, queries, vectors, contexts) {
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
    private func documentVectors(_ contexts: [[PassageContext]], _ candidates: [[Int]]) throws -> DocumentVectors {
        guard configuration.finetune.refreshEvery > 0 else { return DocumentVectors(stored: finder.index) }
        let learning =
            readsPassages
            ? contexts.flatMap { $0.map(\.block) }
            : candidates.flatMap { $0.prefix(configuration.finetune.passages) }
        return try DocumentVectors(stored: finder.index, learning: learning) { blocks in
            let documents = blocks.map {
                finder.corpus.document($0, limit: configuration.embedder.documentTokens)
            }
            return try finder.embedder(PackedSequences(documents), dropout: Float(configuration.embedder.dropout))
        }
    }
}
