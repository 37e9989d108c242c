import Corpora
import Masking
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
        let wanted = settings.retrieverCandidates == 0 ? 0 : settings.retrieverCandidates + spare
        let read = readsPassages ? PassageFinder.denseDepth(for: readingDepth, from: settings.passagesFrom) : 0
        let nearest = try finder.nearest(vectors, count: max(wanted, read))
        let excluded = batch.map(exclusion(for:))
        let candidates = zip(nearest, excluded).map { hits, isExcluded in
            Array(hits.lazy.map(\.id).filter { !isExcluded($0) }.prefix(settings.retrieverCandidates))
        }
        guard readsPassages else { return Found(candidates: candidates, contexts: batch.map { _ in [] }) }
        let ranked = try finder.passages(
            for: batch.map { PassageFinder.Question(text: $0.text, tokens: $0.tokens) }, vectors: vectors,
            nearest: nearest, count: readingDepth, from: settings.passagesFrom)
        return Found(
            candidates: candidates,
            contexts: batch.indices.map {
                contexts(for: batch[$0], ranked[$0].map(\.id), excluding: excluded[$0])
            })
    }

    /// Whether a block must not be compared with or read for a question: the one that it was made from, and those that
    /// repeat its sentence or a long piece of it, which would give the answer away by string match (paper §3.4).
    func exclusion(for question: TrainingQuestion) -> (Int) -> Bool {
        guard let source = question.source else { return { _ in false } }
        let store = finder.corpus.store
        let copies = TrivialMatch(source: store.tokens(of: source.block), sentence: source.sentence)
        return { $0 == source.block || copies.isTrivial(tokens: store.tokens(of: $0)) }
    }
}
