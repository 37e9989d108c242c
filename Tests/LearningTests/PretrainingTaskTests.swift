import Corpora
import Foundation
import Learning
import LearningTestSupport
import Realm
import Tensors
import Testing
import VectorSearch

@Suite struct PretrainingTaskTests {
    private func task(
        _ world: TinyWorld, _ configuration: RunConfiguration, run: String = "run"
    ) throws -> PretrainingTask {
        try PretrainingTask(
            embedder: world.embedder(), encoder: world.encoder(), corpus: world.corpus,
            queries: MaskedQueries(world.corpus, configuration, file: world.folder("spans"), report: { _ in }),
            configuration: configuration, run: RunFolder(world.folder(run)), refresher: nil, report: { _ in })
    }

    /// The gradients of the first step, by parameter.
    private func gradients(_ task: PretrainingTask) throws -> (losses: Int, sum: Double, values: [[Float]]) {
        try task.begin(at: 0, memory: nil)
        var losses = 0
        var sum = 0.0
        _ = try task.takeStep(0) { loss in
            losses += 1
            sum += Double(try loss.scalar())
            try loss.backward()
        }
        let values = try task.parts.flatMap { part in
            try part.model.module.parameters.map { try $0.tensor.gradient()?.floats() ?? [] }
        }
        return (losses, sum, values)
    }

    @Test(
        arguments: [PretrainSettings.Marginalization.sentence, .token], PretrainSettings.RetrieverLoss.allCases)
    func aBatchInPartsHasTheGradientsOfTheWhole(
        marginalization: PretrainSettings.Marginalization, retrieverLoss: PretrainSettings.RetrieverLoss
    ) throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.pretrain.batch = 5
        configuration.pretrain.nullOffset = .value(0.5)
        configuration.pretrain.marginalization = marginalization
        configuration.pretrain.retrieverLoss = retrieverLoss
        let whole = try gradients(task(world, configuration, run: "whole"))
        #expect(whole.losses == 1)
        for parts in [2, 3, 100] {
            configuration.pretrain.accumulate = parts
            let found = try gradients(task(world, configuration, run: "in \(parts)"))
            #expect(found.losses == min(5, parts))
            #expect(abs(found.sum - whole.sum) < 1e-5 * abs(whole.sum))
            for (found, expected) in zip(found.values, whole.values) {
                let scale = expected.map(abs).max() ?? 0
                #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-4 * scale + 1e-6 })
            }
        }
    }

    @Test func theNullOffsetIsTrainedLoggedAndKept() throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder().path
        configuration.encoder.start = configuration.embedder.start
        configuration.pretrain.nullOffset = .value(0.5)
        try WarmStart.trainEmbedder(world.inputs("embedder", configuration), vocabulary: world.vocabulary)
        try WarmStart.trainEncoder(world.inputs("encoder", configuration), vocabulary: world.vocabulary)
        try Pretraining.train(
            world.inputs("run", configuration), embedder: ModelBundle(opening: world.folder("embedder")),
            encoder: ModelBundle(opening: world.folder("encoder")), refresher: nil)
        let logged = try MetricsLog.lines(of: world.folder("run/metrics.jsonl")).compactMap { $0.values["nullOffset"] }
        #expect(logged.count == 8 && logged[0] == 0.5 && Set(logged).count > 4)
        let kept = try #require(try ModelBundle(opening: world.folder("run")).nullOffset())
        #expect(try kept.bias.scalar() != 0.5)
        #expect(try ModelBundle(opening: world.folder("embedder")).nullOffset() == nil)
    }

    @Test func theNullDocumentStartsWithATenthWhereThatIsAskedFor() throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        // One step, which has the weights of the start, on many queries.
        configuration.pretrain.batch = 40
        configuration.pretrain.selection = 1
        func share(_ offset: PretrainSettings.NullOffset) throws -> Double {
            configuration.pretrain.nullOffset = offset
            let task = try task(world, configuration, run: "run \(offset.setting)")
            try task.begin(at: 0, memory: nil)
            let figures = Dictionary(try task.takeStep(0) { _ in }, uniquingKeysWith: { first, _ in first })
            return try #require(figures["nullShare"])
        }
        #expect(abs(try share(.auto) - 0.1) < 0.03)
        #expect(try share(.value(60)) > 0.9)
    }

    @Test func theFirstLineSaysHowTheWarmStartWas() throws {
        let world = try TinyWorld()
        let task = try task(world, world.configuration)
        try task.begin(at: 0, memory: nil)
        let names = Set(try task.finish(step: 1).map(\.0))
        #expect(names.isSuperset(of: ["heldOut.recall@1", "heldOut.marginalGain", "taken.generation"]))
        #expect(task.memory["generation"] == 1)
    }

    @Test func withoutHeldOutSentencesNothingIsSaidOfThem() throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.masking.heldOutShare = 0
        let task = try task(world, configuration)
        try task.begin(at: 0, memory: nil)
        let names = try task.finish(step: 1).map(\.0)
        #expect(names.contains("taken.generation") && !names.contains { $0.hasPrefix("heldOut.") })
        #expect(task.memory["startRecall"] == nil)
    }

    /// A run that was ended before its first checkpoint may be begun with other settings.
    @Test(arguments: [32, 64])
    func theFirstIndexIsOfTheLengthThatTheSettingsSay(former: Int) throws {
        let world = try TinyWorld()
        let configuration = world.configuration
        let run = RunFolder(world.folder("run"))
        try IndexSnapshot.publish(world.embedder(), vocabulary: world.vocabulary, step: 0, run: run)
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: former)
        let before = try #require(try GenerationFolder(run.index).current()).manifest
        let task = try task(world, configuration)
        try task.begin(at: 0, memory: nil)
        let after = try #require(try GenerationFolder(run.index).current()).manifest
        #expect(after.documentTokens == 64 && before.documentTokens == former)
        #expect((after == before) == (former == 64))
    }

    @Test func aStepSaysHowWellMasksAreFilledAndHowMuchWasRead() throws {
        let world = try TinyWorld()
        let task = try task(world, world.configuration)
        try task.begin(at: 0, memory: nil)
        let figures = Dictionary(try task.takeStep(0) { _ in }, uniquingKeysWith: { first, _ in first })
        for name in ["accuracy", "nullAccuracy"] { #expect((0...1).contains(try #require(figures[name]))) }
        // Three queries, each embedded, and read with three blocks and the null document.
        #expect(try #require(figures["tokens"]) > 3 * 5 * 8)
    }

    /// A retriever that has collapsed, in each way that it can.
    @Test(arguments: [
        ("entropyFloor", 1000.0, PretrainSettings.NullOffset.value(-900)), ("entropyCeiling", 0.001, .none),
        ("nullDocument", 1.0, .value(200)),
    ])
    func aCollapsedRetrieverStopsTheRunWithTheReason(
        sign: String, scale: Double, offset: PretrainSettings.NullOffset
    ) throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder().path
        configuration.encoder.start = configuration.embedder.start
        configuration.embedder.normalization = .unit
        configuration.embedder.scale = scale
        configuration.warmstart.steps = 0
        configuration.reading.oracleSteps = 0
        configuration.reading.distractorSteps = 0
        configuration.pretrain.nullOffset = offset
        configuration.pretrain.retrieverLearningRate = 0
        configuration.pretrain.checkpointEvery = 1
        configuration.alarm.window = 3
        configuration.alarm.entropyFloor = 0.9
        configuration.alarm.entropyCeiling = 0.999
        try WarmStart.trainEmbedder(world.inputs("embedder", configuration), vocabulary: world.vocabulary)
        try WarmStart.trainEncoder(world.inputs("encoder", configuration), vocabulary: world.vocabulary)
        let problem = #expect(throws: TrainingProblem.self) {
            try Pretraining.train(
                world.inputs("run", configuration), embedder: ModelBundle(opening: world.folder("embedder")),
                encoder: ModelBundle(opening: world.folder("encoder")), refresher: nil)
        }
        let words = try #require(problem?.description)
        #expect(words.hasPrefix("\(world.folder("run").path): the retriever has collapsed at step 2 of pretrain: "))
        #expect(words.contains("for 3 steps now; the last checkpoint is from before that"))
        let lines = try MetricsLog.lines(of: world.folder("run/metrics.jsonl"))
        #expect(lines.last?.step == 3 && lines.last?.values["alarm.\(sign)"] == 1, "\(words)")
        // It showed from the first step on, so there was nothing worth a checkpoint.
        #expect(!FileManager.default.fileExists(atPath: world.folder("run/checkpoints/CURRENT").path))
    }

    /// A tower whose learning rate is 0 has no gradients, and its index is made once.
    @Test func aFrozenTowerCostsNothing() throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        let whole = try gradients(task(world, configuration, run: "whole"))
        configuration.pretrain.retrieverLearningRate = 0
        let frozen = try task(world, configuration, run: "frozen")
        let reading = try gradients(frozen)
        #expect(reading.sum == whole.sum)
        let embedder = frozen.parts[0].model.module.parameters.count
        #expect(reading.values.prefix(embedder).allSatisfy { $0.isEmpty })
        #expect(Array(reading.values.dropFirst(embedder)) == Array(whole.values.dropFirst(embedder)))
        for step in 1...frozen.steps { _ = try frozen.finish(step: step) }
        #expect(try GenerationFolder(world.folder("frozen/index")).numbers() == [1])

        configuration.pretrain.retrieverLearningRate = 1e-3
        configuration.pretrain.encoderLearningRate = 0
        let retrieving = try gradients(task(world, configuration, run: "retrieving"))
        #expect(Array(retrieving.values.prefix(embedder)) == Array(whole.values.prefix(embedder)))
        #expect(retrieving.values.dropFirst(embedder).allSatisfy { $0.isEmpty })
    }

    @Test func nothingIsLearnedWhereBothTowersAreFrozen() throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.pretrain.retrieverLearningRate = 0
        configuration.pretrain.encoderLearningRate = 0
        let task = try task(world, configuration)
        try TrainingRun(
            folder: RunFolder(world.folder("run")), configuration: configuration, vocabulary: world.vocabulary,
            inputs: world.store.fingerprint, progress: { _, _ in }
        ).train(task)
        #expect(try MetricsLog.lines(of: world.folder("run/metrics.jsonl")).allSatisfy { $0.values["loss"] != nil })
    }

    @Test func sentencesOfAnotherCorpusCanBeAskedFor() throws {
        let other = try TinyWorld(Array(TinyTexts.documents.prefix(20)))
        let world = try TinyWorld(Array(TinyTexts.documents.dropFirst(12)))
        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder().path
        configuration.encoder.start = configuration.embedder.start
        try WarmStart.trainEmbedder(world.inputs("embedder", configuration), vocabulary: world.vocabulary)
        try WarmStart.trainEncoder(
            world.inputs("encoder", configuration, queries: other.corpusFolder), vocabulary: world.vocabulary)
        func train(_ queries: URL?) throws {
            try Pretraining.train(
                world.inputs("run", configuration, queries: queries),
                embedder: ModelBundle(opening: world.folder("embedder")),
                encoder: ModelBundle(opening: world.folder("encoder")), refresher: nil)
        }
        try train(other.corpusFolder)
        let lines = try MetricsLog.lines(of: world.folder("run/metrics.jsonl"))
        #expect(lines.count == 8 && lines.contains { $0.values["candidateRecall"] ?? 0 > 0 })
        // A run goes on only with the same sentences.
        #expect(throws: TrainingProblem.otherInputs(stage: "pretrain", run: world.folder("run"))) { try train(nil) }
    }

    @Test func theFirstGenerationIsKeptWhenTheRunBeginsAgain() throws {
        let world = try TinyWorld()
        try task(world, world.configuration).begin(at: 0, memory: nil)
        let index = GenerationFolder(world.folder("run/index"))
        let made = try index.open(number: 1).manifest.created
        let task = try task(world, world.configuration)
        try task.begin(at: 0, memory: nil)
        #expect(try index.open(number: 1).manifest.created == made)
        #expect(try index.numbers() == [1])
    }

    @Test func anIndexOfOtherWeightsIsReplacedWhenTheRunBegins() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try IndexSnapshot.publish(world.embedder(seed: 50), vocabulary: world.vocabulary, step: 0, run: run)
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64)
        let foreign = try GenerationFolder(run.index).open(number: 1).manifest.model
        try task(world, world.configuration).begin(at: 0, memory: nil)
        #expect(try GenerationFolder(run.index).open(number: 1).manifest.model != foreign)
    }
}
