import DurableFiles
package import Foundation
import Learning

/// A study taken apart into tasks, in the order in which they are begun: all arms with the first seed, then the next.
///
/// A stage of several runs with the same settings is one task. What tasks are named after, and what their fingerprints
/// are of, are settings and contents of files; so a study can be moved, and a changed setting makes anew what it changes.
package struct StudyPlan {
    package private(set) var tasks: [StudyTask] = []
    let declaration: StudyDeclaration
    let folders: StudyFolders
    /// Contents of the files that the declaration names, by path.
    let contents: [String: Fingerprint]
    /// By the name of an arm, the settings by which it is measured as all others are.
    private let yardsticks: [String: [StudyDeclaration.Assignment]]

    package init(_ declaration: StudyDeclaration, folders: StudyFolders) throws {
        self.declaration = declaration
        self.folders = folders
        contents = try Self.contents(of: declaration)
        yardsticks = try Dictionary(
            declaration.arms.map { ($0.name, try Self.yardstick(of: declaration, for: $0)) },
            uniquingKeysWith: { first, _ in first })
        for seed in declaration.seeds {
            for arm in declaration.arms { try add(arm, seed) }
        }
    }

    mutating func add(_ arm: StudyDeclaration.Arm, _ seed: UInt64) throws {
        let run = StudyTask.RunName(arm: arm.name, seed: seed)
        let folder = folders.run(arm.name, seed)
        let (warm, start) = addWarmStart(arm, seed)
        let pretraining = folder.appending(path: "pretrain")
        let settings = assignments(arm, .pretrain, seed: seed)
        let pretrain = add(
            StudyTask(
                name: "\(arm.name), seed \(seed): pre-training", run: run,
                needs: ([warm.corpus, warm.embedder, warm.encoder] + start).map(\.name),
                arguments: [
                    "pretrain", "--corpus", warm.corpus.results[0].path, "--embedder", warm.embedder.results[0].path,
                    "--encoder", warm.encoder.results[0].path, "--out", pretraining.path,
                ] + Self.flags(settings), results: [pretraining.appending(path: "DONE")],
                fingerprint: fingerprint(settings, [warm.corpus, warm.embedder, warm.encoder])))
        let steps = try declaration.configuration(of: arm).pretrain.steps
        for step in declaration.curve where step < steps {
            let model = pretraining.appending(path: "checkpoints").appending(path: RunFolder.name(ofStep: step))
            let place = Point(
                name: "\(arm.name), seed \(seed): step \(step)", seed: seed, run: run, folder: at(step, of: run),
                model: model,
                encoder: model, index: nil, sets: Array(declaration.retrieval.prefix(1)))
            measure(place, arm, warm.corpus, after: [pretrain])
        }
        measure(
            Point(
                name: "\(arm.name), seed \(seed): end", seed: seed, run: run, folder: end(of: run), model: pretraining,
                encoder: pretraining, index: pretraining.appending(path: "index"), sets: declaration.retrieval),
            arm, warm.corpus, after: [pretrain])
        try addAnswers(arm, run, warm.corpus, pretrain)
    }

    // MARK: Places of a run

    package func end(of run: StudyTask.RunName) -> URL { folders.run(run.arm, run.seed).appending(path: "end") }
    package func answers(of run: StudyTask.RunName) -> URL {
        folders.run(run.arm, run.seed).appending(path: "answers.jsonl")
    }
    func pretraining(of run: StudyTask.RunName) -> RunFolder {
        RunFolder(folders.run(run.arm, run.seed).appending(path: "pretrain"))
    }
    package func at(_ step: Int, of run: StudyTask.RunName) -> URL {
        folders.run(run.arm, run.seed).appending(path: RunFolder.name(ofStep: step))
    }
    /// Measurements of what an arm's pre-training starts from.
    package func start(of arm: StudyDeclaration.Arm, _ seed: UInt64) -> URL {
        folders.root.appending(path: "start-\(Self.short(warmFingerprint(arm, seed)))")
    }

    // MARK: Making tasks

    /// Adds a task unless an equal one is there.
    @discardableResult
    mutating func add(_ task: StudyTask) -> StudyTask {
        if !tasks.contains(where: { $0.name == task.name }) { tasks.append(task) }
        return task
    }

    func yardstick(for arm: StudyDeclaration.Arm) -> [StudyDeclaration.Assignment] { yardsticks[arm.name] ?? [] }

    func assignments(
        _ arm: StudyDeclaration.Arm, _ stage: Stage, seed: UInt64
    ) -> [StudyDeclaration.Assignment] {
        declaration.assignments(arm, stage) + [StudyDeclaration.Assignment("engine.seed", "\(seed)")]
    }
}
