import Bert
import LexicalSearch
import Randomness
public import Realm
public import Tensors
import VectorSearch

/// A question to learn from, with its answers as word pieces.
public struct TrainingQuestion: Sendable, Equatable {
    public let text: String
    public let tokens: [Int32]
    /// Each answer's word pieces; a question without any teaches nothing.
    public let answers: [[Int32]]
    /// The block that the question was made from, which must not be read for it; nil for a person's question.
    public let source: Int?

    public init(text: String, tokens: [Int32], answers: [[Int32]], source: Int? = nil) {
        self.source = source
        self.text = text
        self.tokens = tokens
        self.answers = answers.filter { !$0.isEmpty }
    }
}

/// Fine-tuning on questions: the query side of the retriever and the span reader learn together (paper §3.2).
///
/// question → passages → spans S(z, y) that say an answer → −log p(y|x) over the spans of all read passages, plus the
/// retriever's own loss over more candidates than are read. The block index is frozen: only Embed(x) moves.
public final class FineTuningTask: TrainingTask {
    public let stage = "finetune"
    public let steps: Int
    public let warmupSteps: Int
    public let parts: [TrainedPart]

    private let finder: PassageFinder
    private let reader: SpanReader
    private let readsPassages: Bool
    private let questions: [TrainingQuestion]
    private let configuration: RunConfiguration
    private let wordStarts: WordStarts

    /// - Parameters:
    ///   - finder: its embedder is the one that is trained; its index stays as it is.
    ///   - trainsReader: false trains the query side only, by the retriever's own loss.
    /// - Throws: `TrainingProblem.nothingToLearnFrom` without questions.
    public init(
        finder: PassageFinder, reader: SpanReader, trainsReader: Bool = true, questions: [TrainingQuestion],
        configuration: RunConfiguration
    ) throws(TrainingProblem) {
        guard !questions.isEmpty else {
            throw .nothingToLearnFrom(stage: "finetune", reason: "there is no training question with an answer")
        }
        self.finder = finder
        self.reader = reader
        readsPassages = trainsReader
        self.questions = questions
        self.configuration = configuration
        wordStarts = WordStarts(finder.corpus.vocabulary)
        let settings = configuration.finetune
        steps = settings.steps
        warmupSteps = settings.warmupSteps
        parts = [
            TrainedPart(.embedder(finder.embedder), learningRate: settings.retrieverLearningRate),
            TrainedPart(.reader(reader), learningRate: trainsReader ? settings.readerLearningRate : 0),
        ]
    }

    public func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
        let batch = questions(ofStep: step)
        let vectors = try finder.embedder(
            PackedSequences(
                batch.map { finder.corpus.layout.query($0.tokens, limit: configuration.embedder.queryTokens) }),
            dropout: Float(configuration.embedder.dropout))
        let retriever = try retrieverLoss(batch, vectors)
        var total = retriever.loss
        var figures = retriever.figures
        if readsPassages, let read = try readerLoss(batch, vectors) {
            total = try total.map { sum throws(TensorError) in try sum + read.loss } ?? read.loss
            figures += read.figures
        }
        if let total { try learn(total) }
        return figures
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

    // MARK: Retriever

    /// lse over the top candidates − lse over those that hold an answer, averaged over the questions that have both.
    private func retrieverLoss(
        _ batch: [TrainingQuestion], _ vectors: Tensor
    ) throws -> (loss: Tensor?, figures: [(String, Double)]) {
        guard configuration.finetune.retrieverCandidates > 0 else { return (nil, []) }
        let sources = batch.map { $0.source ?? -1 }
        let hits = try finder.index.search(
            vectors.detached().floats(), count: configuration.finetune.retrieverCandidates,
            excluding: { query, id in sources[query] == id }, threads: finder.threads)
        var losses: [Tensor] = []
        var found = [1: 0, 5: 0]
        for (number, question) in batch.enumerated() {
            let holds = hits[number].map { holdsAnswer($0.id, question) }
            for count in found.keys where holds.prefix(count).contains(true) { found[count, default: 0] += 1 }
            let correct = holds.indices.filter { holds[$0] }
            guard !correct.isEmpty, correct.count < holds.count else { continue }
            let scores = try scores(vectors, number, hits[number].map(\.id))
            losses.append(try AnswerLikelihood.retrieverLoss(scores: scores, correct: correct))
        }
        let figures = found.sorted { $0.key < $1.key }.map {
            ("recall@\($0.key)", Double($0.value) / Double(batch.count))
        }
        guard let first = losses.first else { return (nil, figures) }
        let sum = try losses.dropFirst().reduce(first) { try $0 + $1 }
        let mean = try sum / Float(batch.count)
        return (mean, figures + [("retrieverLoss", Double(try mean.scalar()))])
    }

    /// f(x, z) of one question with stored vectors, `[blocks]`; the gradient reaches Embed(x) only.
    private func scores(_ vectors: Tensor, _ number: Int, _ blocks: [Int]) throws -> Tensor {
        let width = finder.index.width
        let stored = try Tensor(blocks.flatMap(finder.index.vector), shape: [blocks.count, width])
        let query = try vectors.narrowed(axis: 0, start: number, length: 1).reshaped([width, 1])
        return try stored.matmul(query).reshaped([blocks.count])
    }

    private func holdsAnswer(_ block: Int, _ question: TrainingQuestion) -> Bool {
        let body = finder.corpus.body(block)
        return question.answers.contains { AnswerTokens.occur($0, in: body) }
    }

    // MARK: Reader

    private func readerLoss(
        _ batch: [TrainingQuestion], _ vectors: Tensor
    ) throws -> (loss: Tensor, figures: [(String, Double)])? {
        let settings = configuration.finetune
        let asked = batch.map { PassageFinder.Question(text: $0.text, tokens: $0.tokens) }
        let tokens = configuration.reader.contextTokens
        let found = try finder.passages(
            for: asked, count: PassageContext.depth(for: settings.passages, tokens: tokens) + 1,
            from: settings.passagesFrom)
        let contexts = zip(batch, found).map { question, hits in
            PassageContext.distinct(
                hits.map(\.id), count: settings.passages, tokens: tokens, store: finder.corpus.store,
                excluding: question.source)
        }
        let reading = PassageReading(
            questions: batch.map(\.tokens), contexts: contexts, corpus: finder.corpus, settings: configuration.reader,
            longestSpan: reader.configuration.longestSpan, wordStarts: wordStarts)
        guard reading.spans.count > 0 else { return nil }
        var logits = try reader.scores(reading.batch, of: reading.spans, dropout: Float(configuration.reader.dropout))
        let scale = Float(configuration.reader.relevanceScale)
        if scale != 0 { logits = try logits + relevance(vectors, contexts, reading) * scale }
        let correct = batch.indices.map { reading.spans(ofQuestion: $0, matching: batch[$0].answers) }
        let ranges = batch.indices.map(reading.spans(ofQuestion:))
        guard
            let (sum, answerable) = try AnswerLikelihood.readerLoss(logits: logits, questions: ranges, correct: correct)
        else { return nil }
        let loss = try sum / Float(batch.count)
        return (
            loss,
            [
                ("readerLoss", Double(try sum.scalar()) / Double(answerable)),
                ("answerable", Double(answerable) / Double(batch.count)),
            ]
        )
    }

    /// f(x, z) of each span's passage, `[spans]`.
    private func relevance(
        _ vectors: Tensor, _ contexts: [[PassageContext]], _ reading: PassageReading
    ) throws -> Tensor {
        var parts: [Tensor] = []
        var passageOfSpan: [Int64] = []
        var first = 0
        for (number, own) in contexts.enumerated() where !own.isEmpty {
            parts.append(try scores(vectors, number, own.map(\.block)))
            for passage in reading.questions[number] {
                passageOfSpan += Array(
                    repeating: Int64(first + reading.contexts[passage]),
                    count: reading.spans.range(ofPassage: passage).count)
            }
            first += own.count
        }
        return try Tensor.concatenated(parts, axis: 0)
            .rows(Tensor(integers: passageOfSpan, shape: [passageOfSpan.count]))
    }
}

/// Answers as runs of word pieces.
package enum AnswerTokens {
    /// Whether the answer's word pieces stand one after another in the body.
    package static func occur(_ answer: [Int32], in body: [Int32]) -> Bool {
        guard let first = answer.first, answer.count <= body.count else { return false }
        for start in 0...(body.count - answer.count)
        where body[start] == first && body[start..<start + answer.count].elementsEqual(answer) {
            return true
        }
        return false
    }
}
