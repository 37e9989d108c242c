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
    public internal(set) var memory: [String: Int] = [:]
    public var isSound: Bool { watch.sign == nil }

    let corpus: LearningCorpus
    let queries: MaskedQueries
    let configuration: RunConfiguration
    let run: RunFolder
    let embedder: Embedder
    let nullOffset: NullOffset?
    let objective: RealmObjective
    let refresher: RefresherProcess?
    let probe: ZeroShotProbe?
    var watch: RetrieverWatch
    let indexing: (Int, Int) -> Void
    let report: (String) -> Void
    var snapshot: IndexSnapshot?
    var follower: IndexFollower
    var pending: [(String, Double)] = []

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

    public func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
        guard let snapshot else { return [] }
        var random = SeededGenerator(seed: configuration.engine.seed ^ 0x5245_414C_4D, stream: UInt64(step))
        let settings = configuration.pretrain
        let drawn = try queries.draw(settings.batch * max(1, settings.selection), using: &random)
        let found = try lookup(snapshot).candidates(for: drawn)
        let holds = zip(drawn, found).map { query, blocks in blocks.map { queries.holds($0, query) } }
        let chosen = QuerySelection.select(holds, count: settings.batch)
        let reading = try read(chosen.map { drawn[$0] }, candidates: chosen.map { found[$0] }, learn)
        try stop(for: watch.see(reading.utilities), at: step)
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
}
