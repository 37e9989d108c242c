public import DurableFiles
public import Foundation
import Tensors
public import Wordpieces

/// Trains a task to its last step, with checkpoints, a log, and the ability to go on after being ended at any instant.
public struct TrainingRun {
    public let folder: RunFolder
    public let configuration: RunConfiguration
    public let vocabulary: Vocabulary
    /// Names everything the run was started from; a checkpoint of other inputs is refused.
    public let inputs: Fingerprint
    /// Called after each step with the steps made and their number.
    public let progress: (Int, Int) -> Void

    public init(
        folder: RunFolder, configuration: RunConfiguration, vocabulary: Vocabulary, inputs: Fingerprint,
        progress: @escaping (Int, Int) -> Void
    ) {
        self.folder = folder
        self.configuration = configuration
        self.vocabulary = vocabulary
        self.inputs = inputs
        self.progress = progress
    }

    /// Makes the steps that are still to be made; a finished run returns at once.
    /// - Throws: `TrainingProblem` when the loss is not a number or the run was started from other inputs, and what the
    ///   task throws.
    public func train(_ task: any TrainingTask) throws {
        try folder.create()
        // A trainer that was started by a process that is gone now ends within seconds; one that is wanted does not.
        guard let lock = try FileLock.take(folder.lock, patience: 10) else {
            throw TrainingProblem.busy(run: folder.url)
        }
        defer { withExtendedLifetime(lock) {} }
        try configuration.write(to: folder.configuration)
        let settings = configuration.optimizer.settings
        let optimisers = try task.parts.map { part in
            try AdamW(part.isTrained ? part.model.module.parameters : [], settings)
        }
        let checkpoint = try Checkpoint.current(folder)
        if let checkpoint { try check(checkpoint, task) }
        var step = checkpoint?.state.step ?? 0
        if let checkpoint {
            try checkpoint.restore(task.parts, optimisers)
        } else {
            try Engine.seed(configuration.engine.seed)
        }
        guard !folder.isDone else { return progress(step, task.steps) }
        let log = try TrainingLog(folder: folder, stage: task.stage, step: step)
        try task.begin(at: step, memory: checkpoint?.state.memory)
        if task.steps == 0 { try save(task, optimisers, 0) }
        while step < task.steps {
            let started = ContinuousClock.now
            var figures: [(String, Double)] = []
            if let (loss, own) = try task.loss(step: step) {
                let value = Double(try loss.scalar())
                guard value.isFinite else {
                    throw TrainingProblem.lossIsNotANumber(stage: task.stage, step: step, run: folder.url)
                }
                try loss.backward()
                figures = [("loss", value)] + own
                figures += try update(task, optimisers, step)
            }
            step += 1
            figures += try task.finish(step: step)
            figures.append(("seconds", (ContinuousClock.now - started) / .seconds(1)))
            try log.write(step: step, figures)
            if step == task.steps || step.isMultiple(of: configuration.pretrain.checkpointEvery) {
                try save(task, optimisers, step)
            }
            progress(step, task.steps)
        }
        try DurableFile.write(Data("\(task.stage): \(task.steps) steps\n".utf8), to: folder.done)
    }

    private func update(
        _ task: any TrainingTask, _ optimisers: [AdamW], _ step: Int
    ) throws -> [(String, Double)] {
        var figures: [(String, Double)] = []
        for (part, optimiser) in zip(task.parts, optimisers) where part.isTrained {
            let schedule = LearningRate(
                peak: part.learningRate, warmupSteps: task.warmupSteps, steps: task.steps,
                finalShare: configuration.optimizer.finalShare)
            let rate = schedule.rate(at: step)
            let norm = try optimiser.step(rate: rate, after: step)
            figures += [("\(part.model.name).learningRate", rate), ("\(part.model.name).gradientNorm", norm)]
        }
        return figures
    }

    private func save(_ task: any TrainingTask, _ optimisers: [AdamW], _ step: Int) throws {
        let state = Checkpoint.State(
            stage: task.stage, step: step, generator: try Engine.generatorState(), memory: task.memory,
            inputs: inputs.hexadecimal)
        try Checkpoint.save(
            state, parts: task.parts, optimisers: optimisers, vocabulary: vocabulary, run: folder,
            keeping: configuration.pretrain.keepCheckpoints)
    }

    private func check(_ checkpoint: Checkpoint, _ task: any TrainingTask) throws(TrainingProblem) {
        guard checkpoint.state.stage == task.stage, checkpoint.state.inputs == inputs.hexadecimal else {
            throw .otherInputs(stage: task.stage, run: folder.url)
        }
    }
}

/// A training run cannot start or go on.
public enum TrainingProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case lossIsNotANumber(stage: String, step: Int, run: URL)
    case otherInputs(stage: String, run: URL)
    case busy(run: URL)
    case nothingToLearnFrom(stage: String, reason: String)
    case mismatch(reason: String)

    public var description: String {
        switch self {
        case .lossIsNotANumber(let stage, let step, let run):
            "\(run.path): the loss of \(stage) is not a number at step \(step); "
                + "the last checkpoint is kept: lower the learning rate and run the same command again"
        case .otherInputs(let stage, let run):
            "\(run.path): the checkpoint there is not of this \(stage) "
                + "(other corpus, start weights or settings); name another folder or remove it"
        case .busy(let run):
            "\(run.path): another process trains this run; wait for it or end it"
        case .nothingToLearnFrom(let stage, let reason):
            "nothing to learn from in \(stage): \(reason)"
        case .mismatch(let reason):
            reason
        }
    }
}
