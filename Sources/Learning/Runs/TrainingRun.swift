public import DurableFiles
import Foundation
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
    /// - Throws: `TrainingProblem` when a loss or gradient is not a number, the run was started from other inputs, or the
    ///   folder holds what no run has made; and what the task throws. Until the next checkpoint the last one stays as it is.
    public func train(_ task: any TrainingTask) throws {
        try folder.create()
        // A trainer that was started by a process that is gone now ends within seconds; one that is wanted does not.
        guard let lock = try FileLock.take(folder.lock, patience: 10) else {
            throw TrainingProblem.busy(run: folder.url)
        }
        defer { withExtendedLifetime(lock) {} }
        let settings = configuration.optimizer.settings
        let optimisers = try task.parts.map { part in
            try AdamW(part.isTrained ? part.model.module.parameters : [], settings)
        }
        let checkpoint = try Checkpoint.current(folder)
        if let checkpoint {
            try check(checkpoint, task)
            try checkpoint.restore(task.parts, optimisers)
            if folder.isDone { return progress(checkpoint.state.step, task.steps) }
        } else {
            try folder.checkIsOwn()
            try? FileManager.default.removeItem(at: folder.done)
            try Engine.seed(configuration.engine.seed)
        }
        try configuration.write(to: folder.configuration)
        let log = try TrainingLog(folder: folder, stage: task.stage, step: checkpoint?.state.step)
        var step = checkpoint?.state.step ?? 0
        if checkpoint == nil || step < task.steps { try task.begin(at: step, memory: checkpoint?.state.memory) }
        if checkpoint == nil, task.steps == 0 { try save(task, optimisers, step) }
        var saved = ContinuousClock.now
        while step < task.steps {
            let started = ContinuousClock.now
            var figures = try logged(log, step + 1) { try learn(task, optimisers, step) }
            step += 1
            let learned = (ContinuousClock.now - started) / .seconds(1)
            if let tokens = figures.first(where: { $0.0 == "tokens" })?.1 {
                figures.append(("tokensPerSecond", tokens / learned))
            }
            figures += try logged(log, step) { try task.finish(step: step) }
            figures.append(("seconds", (ContinuousClock.now - started) / .seconds(1)))
            try log.write(step: step, figures)
            if step == task.steps || isCheckpointDue(step, since: saved, task) {
                try log.flush()
                try save(task, optimisers, step)
                saved = .now
            }
            progress(step, task.steps)
        }
        try DurableFile.write(Data("\(task.stage): \(task.steps) steps\n".utf8), to: folder.done)
    }

    /// Where a run goes on from has no part in what it comes to, so when checkpoints are written may depend on the clock.
    private func isCheckpointDue(
        _ step: Int, since saved: ContinuousClock.Instant, _ task: any TrainingTask
    ) -> Bool {
        let settings = configuration.pretrain
        return step.isMultiple(of: settings.checkpointEvery) && task.isSound
            && ContinuousClock.now - saved >= .seconds(settings.checkpointSeconds)
    }

    /// What ends the training is logged with its reason.
    private func logged<Result>(_ log: TrainingLog, _ step: Int, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let problem as TrainingProblem {
            if let alarm = problem.alarm {
                try log.write(step: step, [(alarm, 1)])
                try log.flush()
            }
            throw problem
        }
    }

    /// The gradients of a step's losses, then every part's update.
    private func learn(
        _ task: any TrainingTask, _ optimisers: [AdamW], _ step: Int
    ) throws -> [(String, Double)] {
        var loss: Double?
        let own = try task.takeStep(step) { part in
            let value = Double(try part.scalar())
            guard value.isFinite else { throw notANumber("loss", task, step) }
            if task.parts.contains(where: \.isTrained) { try part.backward() }
            loss = (loss ?? 0) + value
        }
        guard let loss else { return own }
        return [("loss", loss)] + own + (try update(task, optimisers, step))
    }

    /// Nothing moves when any part's gradient is not a number.
    private func update(
        _ task: any TrainingTask, _ optimisers: [AdamW], _ step: Int
    ) throws -> [(String, Double)] {
        let trained = zip(task.parts, optimisers).filter { $0.0.isTrained }
        let norms = try trained.map { part, optimiser in
            let norm = try optimiser.gradientNorm()
            guard norm.isFinite else { throw notANumber("gradient of the \(part.model.name)", task, step) }
            return norm
        }
        let together = norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var figures: [(String, Double)] = []
        for ((part, optimiser), norm) in zip(trained, norms) {
            let schedule = LearningRate(
                configuration.optimizer, peak: part.learningRate, warmupSteps: task.warmupSteps, steps: task.steps)
            let rate = schedule.rate(at: step)
            try optimiser.step(
                rate: rate, after: step, norm: configuration.optimizer.clipScope == .all ? together : norm)
            figures += [("\(part.model.name).learningRate", rate), ("\(part.model.name).gradientNorm", norm)]
        }
        return figures
    }

    private func notANumber(_ what: String, _ task: any TrainingTask, _ step: Int) -> TrainingProblem {
        .notANumber(what: what, stage: task.stage, step: step, run: folder.url)
    }

    private func save(_ task: any TrainingTask, _ optimisers: [AdamW], _ step: Int) throws {
        let state = Checkpoint.State(
            stage: task.stage, step: step, generator: try Engine.generatorState(), memory: task.memory,
            inputs: inputs.hexadecimal)
        try Checkpoint.save(
            state, parts: task.parts, optimisers: optimisers, vocabulary: vocabulary,
            documentModel: task.documentModel, run: folder, keeping: configuration.pretrain.keepCheckpoints)
    }

    private func check(_ checkpoint: Checkpoint, _ task: any TrainingTask) throws(TrainingProblem) {
        guard checkpoint.state.stage == task.stage, checkpoint.state.inputs == inputs.hexadecimal else {
            throw .otherInputs(stage: task.stage, run: folder.url)
        }
    }
}
