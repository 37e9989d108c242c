import Bert
import Realm
import Tensors
import VectorSearch

/// The reader's loss over the spans of all passages that are read for a question.
extension FineTuningTask {
    /// How many blocks are found for a question, so that enough can be read of them.
    var readingDepth: Int {
        let settings = configuration.finetune
        return settings.ensuresAnswer
            ? max(usualDepth, settings.retrieverCandidates, PassageFinder.hybridDepth) : usualDepth
    }

    private var usualDepth: Int {
        PassageContext.depth(for: configuration.finetune.passages, tokens: configuration.reader.contextTokens) + spare
    }

    /// What is read of the blocks that were found for a question, best first.
    func contexts(
        for question: TrainingQuestion, _ ranked: [Int], excluding isExcluded: (Int) -> Bool
    ) -> [PassageContext] {
        let settings = configuration.finetune
        let contexts = finder.corpus.contexts(
            Array(ranked.prefix(usualDepth)), for: question.tokens, count: settings.passages, configuration.reader,
            excluding: isExcluded)
        return settings.ensuresAnswer ? ensuringAnswer(to: question, contexts, ranked, isExcluded) : contexts
    }

    /// Reads, in place of the last passage, the best one that holds an answer where no other does.
    ///
    /// The released code reads what was found, so that the reader learns nothing from a question while the retriever
    /// fails it. This is for training alone: answers are never known when questions are asked.
    private func ensuringAnswer(
        to question: TrainingQuestion, _ contexts: [PassageContext], _ ranked: [Int], _ isExcluded: (Int) -> Bool
    ) -> [PassageContext] {
        guard !contexts.isEmpty, !contexts.contains(where: { $0.blocks.contains { canPoint(at: question, $0) } }) else {
            return contexts
        }
        let kept = contexts.dropLast()
        let read = Set(kept.flatMap(\.blocks))
        let holder = ranked.first { !read.contains($0) && !isExcluded($0) && canPoint(at: question, $0) }
        guard let block = holder else { return contexts }
        let settings = configuration.reader
        return kept + [
            PassageContext(
                around: block, tokens: settings.contextTokens,
                room: finder.corpus.room(for: block, beside: question.tokens, settings), store: finder.corpus.store,
                excluding: { read.contains($0) || isExcluded($0) })
        ]
    }

    /// Whether the block has a span that is an answer: in the part that is read, not too long for one, and of whole words
    /// where those are asked for.
    private func canPoint(at question: TrainingQuestion, _ block: Int) -> Bool {
        let body = finder.corpus.body(block)
        let read = finder.corpus.room(for: block, beside: question.tokens, configuration.reader)
        return question.answers.contains { answer in
            guard answer.count <= reader.configuration.longestSpan else { return false }
            return AnswerTokens.places(of: answer, in: body).contains { start in
                let end = start + answer.count
                guard end <= read else { return false }
                return !configuration.reader.wholeWords || end == body.count || wordStarts[body[end]]
            }
        }
    }

    /// −log p(y|x), averaged over the questions; one whose passages have no span that is an answer adds nothing.
    func readerLoss(
        _ batch: [TrainingQuestion], _ queries: Tensor, _ vectors: DocumentVectors, _ contexts: [[PassageContext]]
    ) throws -> (loss: Tensor, figures: [(String, Double)])? {
        let reading = PassageReading(
            questions: batch.map(\.tokens), contexts: contexts, corpus: finder.corpus, settings: configuration.reader,
            longestSpan: reader.configuration.longestSpan, wordStarts: wordStarts)
        guard reading.spans.count > 0 else { return nil }
        var logits = try reader.scores(reading.batch, of: reading.spans, dropout: configuration.reader.towerDropout)
        if configuration.reader.normalization == .passage {
            logits = try AnswerLikelihood.logProbabilities(of: logits, passages: reading.spansOfSequences)
        }
        let scale = Float(configuration.reader.relevanceScale)
        if scale != 0 { logits = try logits + relevance(queries, vectors, contexts, reading) * scale }
        let correct = batch.indices.map { reading.spans(ofQuestion: $0, matching: batch[$0].answers) }
        let ranges = batch.indices.map(reading.spans(ofQuestion:))
        guard
            let (sum, _) = try AnswerLikelihood.readerLoss(logits: logits, questions: ranges, correct: correct)
        else { return nil }
        let figures = ReadingFigures(batch, reading, correct, try logits.detached().floats(), corpus: finder.corpus)
        let loss = try sum / Float(batch.count)
        return (loss, [("readerLoss", Double(try loss.scalar()))] + figures.named)
    }

    /// f(x, z) of each span's passage, `[spans]`.
    private func relevance(
        _ queries: Tensor, _ vectors: DocumentVectors, _ contexts: [[PassageContext]], _ reading: PassageReading
    ) throws -> Tensor {
        let parts = try contexts.enumerated().filter { !$0.element.isEmpty }.map { number, own in
            try vectors.scores(queries, number, own.map(\.block))
        }
        let contextOfSpan = reading.spansOfSequences.enumerated().flatMap { context, spans in
            Array(repeating: Int64(context), count: spans.count)
        }
        return try Tensor.concatenated(parts, axis: 0)
            .rows(Tensor(integers: contextOfSpan, shape: [contextOfSpan.count]))
    }
}
