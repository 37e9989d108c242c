import VectorSearch

/// One search a step: what the retriever's loss compares, and what is read.
extension FineTuningTask {
    /// What was found for the questions of a step.
    package struct Found {
        /// The retriever's candidates for each question, best first; none where its loss is left out.
        package let candidates: [[Int]]
        /// What is read for each question, best first; nothing where the reader is used as it is.
        package let contexts: [[PassageContext]]
    }

    /// Searches the index once, as deep as the deeper of the two needs it, with the vectors that the losses use too.
    /// - Parameter vectors: Embed(x) of the questions, row-major `[questions, width]`.
    package func found(for batch: [TrainingQuestion], vectors: [Float]) throws -> Found {
        let settings = configuration.finetune
        // The block that a question was made from is found too, and left out.
        let wanted = settings.retrieverCandidates == 0 ? 0 : settings.retrieverCandidates + 1
        let read = readsPassages ? PassageFinder.denseDepth(for: readingDepth, from: settings.passagesFrom) : 0
        let nearest = try finder.nearest(vectors, count: max(wanted, read))
        let candidates = zip(batch, nearest).map { question, hits in
            Array(hits.lazy.map(\.id).filter { $0 != question.source }.prefix(settings.retrieverCandidates))
        }
        guard readsPassages else { return Found(candidates: candidates, contexts: batch.map { _ in [] }) }
        let ranked = try finder.passages(
            for: batch.map { PassageFinder.Question(text: $0.text, tokens: $0.tokens) }, vectors: vectors,
            nearest: nearest, count: readingDepth, from: settings.passagesFrom)
        return Found(
            candidates: candidates, contexts: zip(batch, ranked).map { contexts(for: $0, $1.map(\.id)) })
    }
}
