import DurableFiles
import Foundation
import Learning
import LearningTestSupport
import ModelFiles
import Realm
import Tensors
import Testing

@Suite struct TrainingRunTests {
    /// Moves an embedder a little each step; can be told to go wrong.
    private final class Drill: TrainingTask {
        struct Stopped: Error {}

        let stage = "drill"
        let steps: Int
        let warmupSteps = 0
        let parts: [TrainedPart]
        /// What the loss of a step is multiplied with.
        var factor: (Int) throws -> Float = { _ in 1 }
        var skips: Set<Int> = []
        /// The steps after which it is not worth a checkpoint.
        var doubtful: Set<Int> = []
        var isSound: Bool { !doubtful.contains(taken.count) }
        private(set) var taken: [Int] = []

        init(_ embedder: Embedder, steps: Int = 6) {
            self.steps = steps
            parts = [TrainedPart(.embedder(embedder), learningRate: 0.01)]
        }

        func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
            taken.append(step)
            guard !skips.contains(step) else { return [] }
            let tensor = parts[0].model.module.parameters[0].tensor
            try learn((tensor * tensor).sum() * (try factor(step)))
            return [("figure", Double(step))]
        }
    }

    private func run(
        _ world: TinyWorld, _ task: any TrainingTask, inputs: String = "these", every: Int = 2, seconds: Int = 0,
        _ change: (inout RunConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = world.configuration
        configuration.pretrain.checkpointEvery = every
        configuration.pretrain.checkpointSeconds = seconds
        change(&configuration)
        try Engine.withRandomStream(seed: 1) {
            try TrainingRun(
                folder: RunFolder(world.folder("run")), configuration: configuration, vocabulary: world.vocabulary,
                inputs: Fingerprint(of: inputs), progress: { _, _ in }
            ).train(task)
        }
    }

    private func checkpoints(_ world: TinyWorld) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: world.folder("run/checkpoints").path).sorted()
    }

    @Test func theLastCheckpointsAreKeptAndTheLastStepHasOne() throws {
        let world = try TinyWorld()
        try run(world, Drill(try world.embedder(), steps: 7))
        #expect(try checkpoints(world) == ["CURRENT", "step-00000006", "step-00000007"])
        let lines = try MetricsLog.lines(of: world.folder("run/metrics.jsonl"))
        #expect(lines.map(\.step) == Array(1...7))
        #expect(lines.allSatisfy { $0.values["embedder.gradientNorm"] != nil && $0.values["loss"] != nil })
        #expect(try RunConfiguration.of(run: world.folder("run")).pretrain.checkpointEvery == 2)
    }

    @Test func aFinishedRunReturnsAtOnce() throws {
        let world = try TinyWorld()
        try run(world, Drill(try world.embedder()))
        let before = try ScratchFolder.contents(world.folder("run"))
        let task = Drill(try world.embedder(seed: 9))
        try run(world, task)
        #expect(task.taken.isEmpty)
        #expect(try ScratchFolder.contents(world.folder("run")) == before)
        // The model is the finished one, not the one handed in.
        let kept = try ModelBundle(opening: world.folder("run")).embedder()
        #expect(try task.parts[0].model.module.parameters[0].tensor.floats() == kept.parameters[0].tensor.floats())
    }

    @Test func aRunThatWasEndedInAStepMakesItAgain() throws {
        let world = try TinyWorld()
        let task = Drill(try world.embedder())
        task.factor = { step in
            if step == 3 { throw Drill.Stopped() }
            return 1
        }
        #expect(throws: Drill.Stopped.self) { try run(world, task) }
        let next = Drill(try world.embedder())
        try run(world, next)
        #expect(next.taken == [2, 3, 4, 5])
        #expect(try MetricsLog.lines(of: world.folder("run/metrics.jsonl")).map(\.step) == Array(1...6))
    }

    @Test func noCheckpointIsWrittenOfWhatIsInDoubtUntilTheEnd() throws {
        let world = try TinyWorld()
        let task = Drill(try world.embedder(), steps: 7)
        task.doubtful = [3, 4, 7]
        try run(world, task, every: 1)
        #expect(try checkpoints(world) == ["CURRENT", "step-00000006", "step-00000007"])
        let stopped = Drill(try world.embedder())
        stopped.doubtful = [3, 4, 5]
        stopped.factor = { $0 == 4 ? .nan : 1 }
        try FileManager.default.removeItem(at: world.folder("run"))
        #expect(throws: TrainingProblem.self) { try run(world, stopped, every: 1) }
        #expect(try checkpoints(world) == ["CURRENT", "step-00000001", "step-00000002"])
        let lines = try MetricsLog.lines(of: world.folder("run/metrics.jsonl"))
        #expect(lines.last?.step == 5 && lines.last?.values == ["alarm.loss": 1])
    }

    @Test func checkpointsComeNoSoonerThanTheirSeconds() throws {
        let world = try TinyWorld()
        try run(world, Drill(try world.embedder()), every: 1, seconds: 3600)
        #expect(try checkpoints(world) == ["CURRENT", "step-00000006"])
    }

    @Test func aStepWithoutABatchChangesNothing() throws {
        let world = try TinyWorld()
        let task = Drill(try world.embedder(), steps: 2)
        task.skips = [0, 1]
        let before = try task.parts[0].model.module.parameters[0].tensor.floats()
        try run(world, task)
        #expect(try task.parts[0].model.module.parameters[0].tensor.floats() == before)
        #expect(
            try MetricsLog.lines(of: world.folder("run/metrics.jsonl")).allSatisfy { $0.values["loss"] == nil })
    }

    @Test(arguments: ["config.yaml", "metrics.jsonl", "index", "checkpoints"])
    func whatNoTrainingMadeIsNotOverwritten(name: String) throws {
        let world = try TinyWorld()
        let folder = world.folder("run")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("pretrain:\n  steps: 3  # as in the paper\n".utf8).write(to: folder.appending(path: name))
        let before = try ScratchFolder.contents(folder)
        let problem = #expect(throws: TrainingProblem.self) { try run(world, Drill(try world.embedder())) }
        #expect(problem?.description.contains("/run/\(name) would be overwritten") == true)
        #expect(problem?.description.hasSuffix("name another folder with --out") == true)
        var after = try ScratchFolder.contents(folder)
        after[".lock"] = nil
        #expect(after == before)
    }

    @Test func aRunOfNoStepsLeavesItsModel() throws {
        let world = try TinyWorld()
        try run(world, Drill(try world.embedder(), steps: 0))
        #expect(try ModelBundle(opening: world.folder("run")).parts == ["embedder"])
        try run(world, Drill(try world.embedder(), steps: 0))
    }

    @Test(arguments: [Float.nan, .infinity])
    func aLossThatIsNotANumberStopsTheRunAtItsLastCheckpoint(factor: Float) throws {
        let world = try TinyWorld()
        let task = Drill(try world.embedder())
        task.factor = { $0 == 5 ? factor : 1 }
        let problem = #expect(throws: TrainingProblem.self) { try run(world, task) }
        let folder = world.folder("run")
        #expect(problem == .notANumber(what: "loss", stage: "drill", step: 5, run: folder))
        #expect(
            problem?.description
                == "\(folder.path): the loss is not a number at step 5 of drill; the last checkpoint is "
                + "kept as it was; start in another folder with a lower learning rate")
        #expect(try checkpoints(world) == ["CURRENT", "step-00000002", "step-00000004"])
        let kept = try ModelBundle(opening: folder).embedder()
        #expect(try kept.parameters.allSatisfy { try $0.tensor.floats().allSatisfy(\.isFinite) })
    }

    @Test func aGradientThatIsNotANumberStopsTheRunBeforeTheWeightsAreSpoilt() throws {
        /// sqrt at 0 is a number, its slope is not.
        final class Cliff: TrainingTask {
            let stage = "cliff"
            let steps = 2
            let warmupSteps = 0
            let parts: [TrainedPart]
            init(_ embedder: Embedder) { parts = [TrainedPart(.embedder(embedder), learningRate: 0.1)] }
            func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
                try learn((parts[0].model.module.parameters[0].tensor * Float(0)).sqrt().sum())
                return []
            }
        }
        let world = try TinyWorld()
        let task = Cliff(try world.embedder())
        let problem = #expect(throws: TrainingProblem.self) { try run(world, task) }
        #expect(
            problem
                == .notANumber(what: "gradient of the embedder", stage: "cliff", step: 0, run: world.folder("run")))
        #expect(try task.parts[0].model.module.parameters[0].tensor.floats().allSatisfy(\.isFinite))
    }

    /// Gradients of norm 3 and 4 in two parts: clipped to 1 each, or to 1 together.
    @Test(arguments: OptimizerSettings.ClipScope.allCases)
    func gradientsAreClippedAPartAtATimeOrTogether(scope: OptimizerSettings.ClipScope) throws {
        final class Pair: TrainingTask {
            let stage = "pair"
            let steps = 1
            let warmupSteps = 0
            let parts: [TrainedPart]
            init(_ world: TinyWorld) throws {
                parts = [
                    TrainedPart(.embedder(try world.embedder()), learningRate: 0.1),
                    TrainedPart(.encoder(try world.encoder()), learningRate: 0.1),
                ]
            }
            func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
                for (part, norm) in zip(parts, [3, 4] as [Float]) {
                    let tensor = part.model.module.parameters[0].tensor
                    try learn(tensor.sum() * (norm / Float(tensor.count).squareRoot()))
                }
                return []
            }
        }
        let world = try TinyWorld()
        try run(world, Pair(world)) { $0.optimizer.clipScope = scope }
        let figures = try #require(try MetricsLog.lines(of: world.folder("run/metrics.jsonl")).last?.values)
        #expect(abs((figures["embedder.gradientNorm"] ?? 0) - 3) < 1e-4)
        #expect(abs((figures["encoder.gradientNorm"] ?? 0) - 4) < 1e-4)
        // The first moment is a tenth of the clipped gradient.
        let checkpoint = try ModelBundle(opening: world.folder("run")).folder
        let moments = try SafeTensorsFile(reading: checkpoint.appending(path: "optimizer.safetensors"))
        for (name, expected) in [("embedder/", scope == .all ? 0.6 : 1), ("encoder/", scope == .all ? 0.8 : 1)] {
            let own = moments.names.filter { $0.hasPrefix(name) && $0.hasSuffix("/first") }
            let norm = try Tensor.norm(of: own.map { try moments.tensor(named: $0) })
            #expect(abs(10 * Double(norm) - expected) < 1e-4)
        }
    }

    @Test func aRunGoesOnOnlyFromTheSameInputsAndStage() throws {
        let world = try TinyWorld()
        try run(world, Drill(try world.embedder()))
        let before = try ScratchFolder.contents(world.folder("run"))
        let problem = #expect(throws: TrainingProblem.self) {
            try run(world, Drill(try world.embedder()), inputs: "others", every: 3)
        }
        #expect(problem == .otherInputs(stage: "drill", run: world.folder("run")))
        #expect(try ScratchFolder.contents(world.folder("run")) == before)

        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder().path
        try WarmStart.trainEmbedder(world.inputs("warm", configuration), vocabulary: world.vocabulary)
        configuration.warmstart.learningRate = 1e-3
        #expect(throws: TrainingProblem.otherInputs(stage: "inverse-cloze", run: world.folder("warm"))) {
            try WarmStart.trainEmbedder(world.inputs("warm", configuration), vocabulary: world.vocabulary)
        }
    }

    @Test func aDamagedCheckpointIsNamed() throws {
        let world = try TinyWorld()
        let task = Drill(try world.embedder())
        task.factor = { $0 == 5 ? .nan : 1 }
        _ = try? run(world, task)
        let folder = world.folder("run/checkpoints/step-00000004")
        for name in ["embedder/model.safetensors", "optimizer.safetensors", "state.json", "vocab.txt"] {
            let file = folder.appending(path: name)
            let data = try Data(contentsOf: file)
            try data.dropLast(data.count / 2).write(to: file)
            let truncated = #expect(throws: FileProblem.self) { try run(world, Drill(try world.embedder())) }
            #expect(truncated?.description.contains("step-00000004/\(name)") == true)
            try FileManager.default.removeItem(at: file)
            let missing = #expect(throws: FileProblem.self) { try run(world, Drill(try world.embedder())) }
            #expect(missing?.description.contains("step-00000004/\(name)") == true)
            var changed = data
            changed[data.count / 2] ^= 1
            try changed.write(to: file)
            #expect(throws: FileProblem.self) { try run(world, Drill(try world.embedder())) }
            try data.write(to: file)
        }
        try run(world, Drill(try world.embedder()))
    }

    @Test func aPointerToNowhereIsNamed() throws {
        let world = try TinyWorld()
        let task = Drill(try world.embedder())
        task.factor = { $0 == 5 ? .nan : 1 }
        _ = try? run(world, task)
        try FileManager.default.removeItem(at: world.folder("run/checkpoints/step-00000004"))
        let problem = #expect(throws: FileProblem.self) { try run(world, Drill(try world.embedder())) }
        let file = world.folder("run/checkpoints/CURRENT")
        #expect(
            problem?.description == "\(file.path): names \"step-00000004\", which is not a folder beside it; "
                + "remove CURRENT or restore the folder")
    }
}
