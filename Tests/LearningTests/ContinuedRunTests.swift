import Evaluation
import Foundation
import Learning
import LearningTestSupport
import Tensors
import Testing
import VectorSearch

/// A run that is ended at any instant and continued is, bit for bit, the one that never was.
///
/// A kill is played by copying the run's folder as it lies on the disk at that instant and going on in the copy.
@Suite struct ContinuedRunTests {
    private typealias Stage = (StageInputs) throws -> Void

    /// Trains once in whole, then goes on from what lay on the disk after some steps and at some reports.
    ///
    /// A report comes in the middle of a step, when a new index is there and its checkpoint is not.
    private func expectSameEnds(
        _ world: TinyWorld, _ configuration: RunConfiguration, after steps: Set<Int>, atReports: Set<Int> = [],
        _ stage: Stage,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var kills: [String] = []
        let whole = world.folder("whole")
        func kill(_ instant: String) {
            let name = "killed \(instant)"
            guard (try? FileManager.default.copyItem(at: whole, to: world.folder(name))) != nil else { return }
            kills.append(name)
        }
        var reports = 0
        try Engine.withRandomStream(seed: 100) {
            try stage(
                world.inputs(
                    "whole", configuration, progress: { done, _ in if steps.contains(done) { kill("after \(done)") } },
                    report: { _ in
                        reports += 1
                        if atReports.contains(reports) { kill("at report \(reports)") }
                    }))
        }
        #expect(kills.count == steps.count + atReports.count, sourceLocation: sourceLocation)
        let expected = try Outcome(whole)
        #expect(!expected.checkpoint.isEmpty, sourceLocation: sourceLocation)
        for name in kills {
            // A continued run must not depend on where the generator stood when the process began.
            try Engine.withRandomStream(seed: 200) { try stage(world.inputs(name, configuration)) }
            let outcome = try Outcome(world.folder(name))
            #expect(outcome.metrics == expected.metrics, "\(name)", sourceLocation: sourceLocation)
            for (found, expected) in [(outcome.checkpoint, expected.checkpoint), (outcome.index, expected.index)] {
                let different = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }
                #expect(different.isEmpty, "\(name)", sourceLocation: sourceLocation)
            }
        }
    }

    /// What a run leaves, but for the times that things took.
    private struct Outcome {
        var checkpoint: [String: Data]
        var metrics: [String]
        var index: [String: Data]

        init(_ run: URL) throws {
            let pointer = try String(contentsOf: run.appending(path: "checkpoints/CURRENT"), encoding: .utf8)
            let name = pointer.trimmingCharacters(in: .whitespacesAndNewlines)
            checkpoint = try ScratchFolder.contents(run.appending(path: "checkpoints/\(name)"))
            metrics = try MetricsLog.lines(of: run.appending(path: "metrics.jsonl")).map { line in
                let values = line.values.filter { !["seconds", "tokensPerSecond"].contains($0.key) }.sorted {
                    $0.key < $1.key
                }
                return "\(line.stage) \(line.step) \(values.map { "\($0.key) \($0.value)" })"
            }
            index = [:]
            let folder = GenerationFolder(run.appending(path: "index"))
            for number in try folder.numbers() {
                let generation = try folder.open(number: number)
                index["\(number) of step \(generation.manifest.step) by \(generation.manifest.model)"] =
                    try Data(contentsOf: generation.folder.appending(path: "vectors.f32"))
            }
        }
    }

    private func configuration(_ world: TinyWorld, dropout: Double) throws -> RunConfiguration {
        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder().path
        configuration.encoder.start = configuration.embedder.start
        configuration.reader.start = configuration.embedder.start
        configuration.embedder.dropout = dropout
        configuration.encoder.dropout = dropout
        configuration.reader.dropout = dropout
        return configuration
    }

    @Test(arguments: [0, 0.2])
    func theInverseClozeTask(dropout: Double) throws {
        let world = try TinyWorld()
        try expectSameEnds(world, configuration(world, dropout: dropout), after: dropout == 0 ? [4] : Set(1...7)) {
            try WarmStart.trainEmbedder($0, vocabulary: world.vocabulary)
        }
    }

    @Test func recurringSpans() throws {
        let world = try TinyWorld(blockTokens: 24)
        var configuration = try configuration(world, dropout: 0.2)
        configuration.warmstart.task = .recurringSpans
        try expectSameEnds(world, configuration, after: [3]) {
            try WarmStart.trainEmbedder($0, vocabulary: world.vocabulary)
        }
    }

    @Test func readingLessons() throws {
        let world = try TinyWorld()
        try expectSameEnds(world, configuration(world, dropout: 0.2), after: [2, 4]) {
            try WarmStart.trainEncoder($0, vocabulary: world.vocabulary)
        }
    }

    /// With an index a step and a checkpoint every seventh, the checkpoint's generation must outlive six newer ones.
    @Test(arguments: [(0, 2, 3), (0.2, 1, 7), (0, 3, 20)])
    func synchronousPretraining(dropout: Double, refreshEvery: Int, checkpointEvery: Int) throws {
        let world = try TinyWorld()
        var configuration = try configuration(world, dropout: dropout)
        configuration.pretrain.nullOffset = .value(0.25)
        configuration.refresh.every = refreshEvery
        configuration.pretrain.checkpointEvery = checkpointEvery
        try Engine.withRandomStream(seed: 1) {
            try WarmStart.trainEmbedder(world.inputs("embedder", configuration), vocabulary: world.vocabulary)
            try WarmStart.trainEncoder(world.inputs("encoder", configuration), vocabulary: world.vocabulary)
        }
        let embedder = try ModelBundle(opening: world.folder("embedder"))
        let encoder = try ModelBundle(opening: world.folder("encoder"))
        try expectSameEnds(world, configuration, after: [1, 5, 7], atReports: [1, 3]) {
            try Pretraining.train($0, embedder: embedder, encoder: encoder, refresher: nil)
        }
    }

    /// What an earlier process left may have been removed, or copied to another machine in part.
    @Test(arguments: [["index"], ["snapshots"], ["index", "snapshots"]])
    func aRunWhoseIndexCannotBeSearchedAnyMoreBuildsItAgain(gone: [String]) throws {
        let world = try TinyWorld()
        let configuration = try configuration(world, dropout: 0)
        try Engine.withRandomStream(seed: 1) {
            try WarmStart.trainEmbedder(world.inputs("embedder", configuration), vocabulary: world.vocabulary)
            try WarmStart.trainEncoder(world.inputs("encoder", configuration), vocabulary: world.vocabulary)
        }
        let embedder = try ModelBundle(opening: world.folder("embedder"))
        let encoder = try ModelBundle(opening: world.folder("encoder"))
        let (whole, killed) = (world.folder("whole"), world.folder("killed"))
        // The last checkpoint is of step 3, which searched the index of step 2.
        let inputs = world.inputs(
            "whole", configuration,
            progress: { done, _ in if done == 5 { try? FileManager.default.copyItem(at: whole, to: killed) } })
        try Pretraining.train(inputs, embedder: embedder, encoder: encoder, refresher: nil)
        for name in gone { try FileManager.default.removeItem(at: killed.appending(path: name)) }
        var reports: [String] = []
        try Pretraining.train(
            world.inputs("killed", configuration, report: { reports.append($0) }), embedder: embedder,
            encoder: encoder, refresher: nil)
        #expect(
            reports.count { $0.hasPrefix("the index that the checkpoint searched cannot be used (") } == 1, "\(reports)"
        )
        let (expected, found) = (try Outcome(whole), try Outcome(killed))
        #expect(found.metrics.count == 8)
        #expect(try GenerationFolder(killed.appending(path: "index")).current()?.manifest.step == 8)
        // From its snapshot the index is the one that it was.
        if gone == ["index"] {
            #expect(found.metrics == expected.metrics)
            #expect(found.checkpoint == expected.checkpoint)
        }
    }

    /// With frozen index; with one that is rebuilt every second step; and with the best model kept as well.
    @Test(arguments: [(0, 0), (2, 0), (2, 3)])
    func fineTuning(refreshEvery: Int, evaluateEvery: Int) throws {
        let world = try TinyWorld()
        var configuration = try configuration(world, dropout: 0.2)
        configuration.finetune.passagesFrom = .dense
        configuration.finetune.refreshEvery = refreshEvery
        configuration.finetune.evaluateEvery = evaluateEvery
        configuration.finetune.evaluateQuestions = 5
        try Engine.withRandomStream(seed: 1) {
            try WarmStart.trainEmbedder(world.inputs("embedder", configuration), vocabulary: world.vocabulary)
        }
        let model = try ModelBundle(opening: world.folder("embedder"))
        try IndexRefresh.build(
            model, number: 1, step: 0, in: GenerationFolder(world.folder("index")), store: world.store,
            documentTokens: 64, progress: { _, _ in })
        let questions = TinyTexts.questions.map { Question($0.text, answers: [$0.answer]) }
        try expectSameEnds(world, configuration, after: [2, 5]) {
            try FineTuning.train(
                $0, model: model, index: world.folder("index"), lexical: nil, questions: questions,
                development: questions)
        }
        let built = try GenerationFolder(world.folder("whole/index")).numbers()
        #expect(built == (refreshEvery == 0 ? [] : [2, 3, 4]))
    }
}
