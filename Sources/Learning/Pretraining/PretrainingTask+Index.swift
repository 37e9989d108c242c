import Corpora
import Masking
import Tensors
import VectorSearch

/// The index that candidates come from: made before the first step, rebuilt meanwhile, taken between two steps (paper §3.3).
extension PretrainingTask {
    public func begin(at step: Int, memory: [String: Int]?) throws {
        let documentTokens = configuration.embedder.documentTokens
        if let number = memory?["generation"] {
            // What the run would have searched; it was measured when it was taken.
            try search(
                IndexRefresh.resume(
                    run, generation: number, step: step, embedder: embedder, corpus: corpus,
                    documentTokens: documentTokens, progress: indexing, report: report))
            self.memory[Self.startRecall] = memory?[Self.startRecall]
        } else {
            let first = try IndexRefresh.begin(
                run, embedder, corpus: corpus, documentTokens: documentTokens, progress: indexing, report: report)
            try balanceNullOffset(first)
            // A step's line in the log carries these, for there is no line before the first step.
            pending = try take(first, step: step)
        }
        if isRefreshing, configuration.refresh.mode == .asynchronous { try refresher?.start() }
    }

    var embedderLearns: Bool { configuration.pretrain.retrieverLearningRate > 0 }

    /// The first index serves a frozen embedder to the end.
    var isRefreshing: Bool { configuration.refresh.mode != .off && embedderLearns }

    public func finish(step: Int) throws -> [(String, Double)] {
        let isLast = step == steps
        if embedderLearns, isLast || (isRefreshing && step.isMultiple(of: configuration.refresh.every)) {
            try IndexSnapshot.publish(embedder, vocabulary: corpus.vocabulary, step: step, run: run)
            follower.lookAgain()
            if isLast { refresher?.stop() }
            if isLast || configuration.refresh.mode == .synchronous {
                try IndexRefresh.settle(
                    run, step: step, corpus: corpus, documentTokens: configuration.embedder.documentTokens,
                    progress: indexing, report: report)
            }
        }
        let figures = pending + (try adopt(step: step))
        pending = []
        if !isLast, isRefreshing {
            refresher?.restartIfDead(report: report)
            tellStaleness(step)
        }
        return figures + (isLast ? doubts() : [])
    }

    /// A trainer whose refresher is late, or that has none, goes on, and says so now and then.
    func tellStaleness(_ step: Int) {
        guard configuration.refresh.mode == .asynchronous, let snapshot,
            step.isMultiple(of: configuration.refresh.every),
            step - snapshot.step >= 3 * configuration.refresh.every
        else { return }
        report("the index is \(step - snapshot.step) steps old; no newer one has come")
    }

    func lookup(_ snapshot: IndexSnapshot) -> CandidateLookup {
        CandidateLookup(
            corpus: corpus, source: queries.source, snapshot: snapshot, count: configuration.pretrain.candidates - 1,
            exclusion: .init(configuration.pretrain), queryTokens: configuration.embedder.queryTokens,
            threads: configuration.engine.workers)
    }

    /// Takes the newest generation, if there is one that is not in use yet.
    func adopt(step: Int) throws -> [(String, Double)] {
        guard let next = try follower.newer(than: snapshot?.generation.manifest.number, at: step) else { return [] }
        refresher?.forgetEnds()
        return try take(next, step: step)
    }

    /// Searches a generation from now on, and measures it on held-out queries.
    func take(_ next: IndexSnapshot, step: Int) throws -> [(String, Double)] {
        try search(next)
        let measured = try HeldOutSpans(
            queries: queries, lookup: lookup(next), objective: objective, configuration: configuration
        ).measure()
        report(
            "generation \(next.generation.manifest.number): made at step \(next.step), taken at step \(step), "
                + measured.summary)
        if let recall = measured.recall(at: 20) { try watchRecall(recall, step) }
        let asked = try probe?.figures(
            next, corpus: corpus, queryTokens: configuration.embedder.queryTokens,
            threads: configuration.engine.workers)
        return measured.named + (asked ?? []) + [
            ("taken.generation", Double(next.generation.manifest.number)), ("taken.madeAtStep", Double(next.step)),
            ("taken.atStep", Double(step)),
        ]
    }

    func search(_ next: IndexSnapshot) throws {
        try next.generation.check(corpus: corpus.store.fingerprint)
        snapshot = next
        memory["generation"] = next.generation.manifest.number
    }
}
