import Corpora
import DurableFiles
import Foundation
import Masking
import VectorSearch
import Randomness
public import Realm
public import Tensors

/// REALM pre-training: retriever and encoder learn together to fill masked spans (paper §3.1 to §3.4).
///
/// masked query x → candidates from the current index generation → p(z|x) with today's weights → p(y|z,x) →
/// −log Σ_z p(z|x) p(y|z,x). Beside it the refresher embeds the corpus with published snapshots, and between two steps
/// the newest generation is taken.
public final class PretrainingTask: TrainingTask {
    public let stage = "pretrain"
    public let steps: Int
    public let warmupSteps: Int
    public let parts: [TrainedPart]
    public private(set) var memory: [String: Int] = [:]
    public var isSound: Bool { watch.sign == nil }

    private let corpus: LearningCorpus
    private let queries: MaskedQueries
    private let configuration: RunConfiguration
    private let run: RunFolder
    private let embedder: Embedder
    private let nullOffset: NullOffset?
    private let objective: RealmObjective
    private let refresher: RefresherProcess?
    private let probe: ZeroShotProbe?
    private var watch: RetrieverWatch
    private let indexing: (Int, Int) -> Void
    private let report: (String) -> Void
    private var snapshot: IndexSnapshot?
    private var follower: IndexFollower
    private var pending: [(String, Double)] = []

    /// - Parameters:
    ///   - refresher: the process that embeds the corpus beside the trainer, or nil to go on without one.
    ///   - probe: questions that each new generation is asked.
    ///   - report: receives a line about each generation, and about what becomes of the refresher.
    public convenience init(
        embedder: Embedder, encoder: KnowledgeAugmentedEncoder, corpus: LearningCorpus, queries: MaskedQueries,
        configuration: RunConfiguration, run: RunFolder, refresher: RefresherProcess?,
        report: @escaping (String) -> Void
    ) throws {
        try self.init(
            embedder: embedder, encoder: encoder, corpus: corpus, queries: queries, configuration: configuration,
            run: run, refresher: refresher, probe: nil, indexing: { _, _ in }, report: report)
    }

    package init(
        embedder: Embedder, encoder: KnowledgeAugmentedEncoder, corpus: LearningCorpus, queries: MaskedQueries,
        configuration: RunConfiguration, run: RunFolder, refresher: RefresherProcess?, probe: ZeroShotProbe?,
        indexing: @escaping (Int, Int) -> Void, report: @escaping (String) -> Void
    ) throws {
        let settings = configuration.pretrain
        steps = settings.steps
        warmupSteps = settings.warmupSteps
        nullOffset =
            switch settings.nullOffset {
            case .none: nil
            case .auto: try NullOffset(startingAt: 0)
            case .value(let start): try NullOffset(startingAt: start)
            }
        let offset = nullOffset.map { TrainedPart(.nullOffset($0), learningRate: settings.nullOffsetLearningRate) }
        parts =
            [
                TrainedPart(.embedder(embedder), learningRate: settings.retrieverLearningRate),
                TrainedPart(.encoder(encoder), learningRate: settings.encoderLearningRate),
            ] + (offset.map { [$0] } ?? [])
        self.corpus = corpus
        self.queries = queries
        self.configuration = configuration
        self.run = run
        self.embedder = embedder
        self.refresher = refresher
        self.probe = probe
        watch = RetrieverWatch(configuration.alarm)
        self.indexing = indexing
        self.report = report
        follower = IndexFollower(run, report: report)
        objective = RealmObjective(
            corpus: corpus, embedder: embedder, encoder: encoder, configuration: configuration,
            nullOffset: nullOffset?.bias)
    }

    public func begin(at step: Int, memory: [String: Int]?) throws {
        let documentTokens = configuration.embedder.documentTokens
        if let number = memory?["generation"] {
            // What the run would have searched; it was measured when it was taken.
            try search(
                IndexRefresh.resume(
                    run, generation: number, step: step, embedder: embedder, corpus: corpus,
                    documentTokens: documentTokens, progress: indexing, report: report))
        } else {
            let first = try IndexRefresh.begin(
                run, embedder, corpus: corpus, documentTokens: documentTokens, progress: indexing, report: report)
            try balanceNullOffset(first)
            // A step's line in the log carries these, for there is no line before the first step.
            pending = try take(first, step: step)
        }
        if isRefreshing, configuration.refresh.mode == .asynchronous { try refresher?.start() }
    }

    /// How much of p(z|x) the null document has in the beginning, where its offset is not given.
    private static let nullShare = 0.1

    /// Starts the null document's offset where the first queries say; a run that goes on has it in its checkpoint.
    private func balanceNullOffset(_ first: IndexSnapshot) throws {
        guard let nullOffset, configuration.pretrain.nullOffset == .auto else { return }
        var random = SeededGenerator(seed: configuration.engine.seed ^ 0x4E55_4C4C, stream: 0)
        let drawn = try queries.draw(4 * configuration.pretrain.batch, using: &random)
        guard !drawn.isEmpty else { return }
        let scores = try Engine.withoutGradient {
            try objective.relevance(drawn, lookup(first).candidates(for: drawn), dropout: false).scores.scores
        }
        let width = scores.shape[1]
        let values = try scores.floats().map(Double.init)
        let rows = drawn.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
        let start = NullOffset.balancing(rows, share: Self.nullShare)
        try Engine.withoutGradient { try nullOffset.bias.assign(from: Tensor([Float(start)], shape: [1])) }
        report("the null document's score is raised by \(Float(start)), which gives it a tenth of p(z|x)")
    }

    public func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
        guard let snapshot else { return [] }
        var random = SeededGenerator(seed: configuration.engine.seed ^ 0x5245_414C_4D, stream: UInt64(step))
        let settings = configuration.pretrain
        let drawn = try queries.draw(settings.batch * max(1, settings.selection), using: &random)
        let found = try lookup(snapshot).candidates(for: drawn)
        let holds = zip(drawn, found).map { query, blocks in blocks.map { queries.holds($0, query) } }
        let chosen = QuerySelection.select(holds, count: settings.batch)
        let reading = try read(chosen.map { drawn[$0] }, candidates: chosen.map { found[$0] }, learn)
        if let collapse = watch.see(reading.utilities) {
            throw TrainingProblem.collapsed(
                sign: collapse.sign.rawValue, words: collapse.words, stage: stage, step: step, run: run.url)
        }
        var figures = CandidateFigures(
            reading.utilities, holds: chosen.map { holds[$0] }, accuracy: reading.accuracy
        ).named
        figures.append(("tokens", Double(reading.tokens)))
        figures.append(
            ("candidateRecall", holds.isEmpty ? 0 : Double(holds.count { $0.contains(true) }) / Double(holds.count)))
        figures.append(("staleness", Double(embedderLearns ? step - snapshot.step : 0)))
        figures.append(("generation", Double(snapshot.generation.manifest.number)))
        if let nullOffset { figures.append(("nullOffset", Double(try nullOffset.bias.scalar()))) }
        return figures
    }

    /// What a batch was like, in plain numbers.
    private struct Reading {
        var utilities: [RetrievalUtility] = []
        var accuracy = MaskAccuracy()
        var tokens = 0
    }

    /// Reads a batch in as many parts as `pretrain.accumulate` says; their losses sum to that of the whole batch.
    private func read(
        _ batch: [MaskedQuery], candidates: [[Int]], _ learn: (Tensor) throws -> Void
    ) throws -> Reading {
        let parts = max(1, min(configuration.pretrain.accumulate, batch.count))
        var reading = Reading()
        for part in 0..<parts {
            let range = batch.count * part / parts..<batch.count * (part + 1) / parts
            guard !range.isEmpty else { continue }
            let queries = Array(batch[range])
            let terms = try objective.terms(queries, candidates: Array(candidates[range]), dropout: true)
            let loss = try objective.loss(terms)
            try learn(parts == 1 ? loss : loss * objective.share(of: queries, in: batch))
            reading.utilities += try objective.utilities(terms)
            reading.accuracy += try objective.accuracy(terms)
            reading.tokens += terms.tokens
        }
        return reading
    }

    private var embedderLearns: Bool { configuration.pretrain.retrieverLearningRate > 0 }

    /// The first index serves a frozen embedder to the end.
    private var isRefreshing: Bool { configuration.refresh.mode != .off && embedderLearns }

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
        return figures
    }

    /// A trainer whose refresher is late, or that has none, goes on, and says so now and then.
    private func tellStaleness(_ step: Int) {
        guard configuration.refresh.mode == .asynchronous, let snapshot,
            step.isMultiple(of: configuration.refresh.every),
            step - snapshot.step >= 3 * configuration.refresh.every
        else { return }
        report("the index is \(step - snapshot.step) steps old; no newer one has come")
    }

    private func lookup(_ snapshot: IndexSnapshot) -> CandidateLookup {
        CandidateLookup(
            corpus: corpus, source: queries.source, snapshot: snapshot, count: configuration.pretrain.candidates - 1,
            exclusion: .init(configuration.pretrain), queryTokens: configuration.embedder.queryTokens,
            threads: configuration.engine.workers)
    }

    /// Takes the newest generation, if there is one that is not in use yet.
    private func adopt(step: Int) throws -> [(String, Double)] {
        guard let next = try follower.newer(than: snapshot?.generation.manifest.number, at: step) else { return [] }
        refresher?.forgetEnds()
        return try take(next, step: step)
    }

    /// Searches a generation from now on, and measures it on held-out queries.
    private func take(_ next: IndexSnapshot, step: Int) throws -> [(String, Double)] {
        try search(next)
        let measured = try HeldOutSpans(
            queries: queries, lookup: lookup(next), objective: objective, configuration: configuration
        ).measure()
        report(
            "generation \(next.generation.manifest.number): made at step \(next.step), taken at step \(step), "
                + measured.summary)
        let asked = try probe?.figures(
            next, corpus: corpus, queryTokens: configuration.embedder.queryTokens,
            threads: configuration.engine.workers)
        return measured.named + (asked ?? []) + [
            ("taken.generation", Double(next.generation.manifest.number)), ("taken.madeAtStep", Double(next.step)),
            ("taken.atStep", Double(step)),
        ]
    }

    private func search(_ next: IndexSnapshot) throws {
        try next.generation.check(corpus: corpus.store.fingerprint)
        snapshot = next
        memory["generation"] = next.generation.manifest.number
    }
}
