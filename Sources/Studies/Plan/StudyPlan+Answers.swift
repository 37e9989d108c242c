import DurableFiles
import Foundation
import Learning

extension StudyPlan {
    /// Fine-tuning, whose reader starts from the same weights in every arm, and the answers on questions it never saw.
    mutating func addAnswers(
        _ arm: StudyDeclaration.Arm, _ run: StudyTask.RunName, _ corpus: StudyTask, _ pretrain: StudyTask
    ) throws {
        guard let set = declaration.answers else { return }
        let configuration = try declaration.configuration(of: arm)
        let source = configuration.finetune.passagesFrom
        let settings = assignments(arm, .finetune, seed: run.seed)
        let index = pretraining(of: run).index
        var needed = [corpus, pretrain]
        var lexical: [String] = []
        if source != .dense {
            let context = ["--context-tokens", "\(configuration.reader.contextTokens)"]
            let task = add(
                shared(
                    "lexical", fingerprint([], [corpus], words: context),
                    {
                        ["index", "build", "--lexical", "--corpus", corpus.results[0].path, "--out", $0.path] + context
                    },
                    [], after: [corpus]))
            needed.append(task)
            lexical = ["--lexical", task.results[0].path]
        }
        let folder = folders.run(run.arm, run.seed).appending(path: "finetune")
        let places = ["--corpus", corpus.results[0].path, "--index", index.path] + lexical
        let finetune = add(
            StudyTask(
                name: "\(arm.name), seed \(run.seed): fine-tuning", run: run, needs: needed.map(\.name),
                arguments: ["finetune", "--model", pretraining(of: run).url.path, "--out", folder.path] + places
                    + set.arguments(part: set.train, limit: nil) + Self.flags(settings),
                results: [folder.appending(path: "DONE")],
                fingerprint: fingerprint(
                    settings, needed, files: [set.file], words: set.arguments(part: set.train, limit: nil))))
        let questions = set.arguments(part: set.judge, limit: set.limit)
        add(
            StudyTask(
                name: "\(arm.name), seed \(run.seed): answers", run: run, needs: [finetune.name],
                arguments: [
                    "eval", "answers", "--model", folder.path, "--from", source.rawValue, "--predictions",
                    answers(of: run).path,
                ] + places + questions + Self.flags(settings),
                results: [answers(of: run)],
                fingerprint: fingerprint(settings, [finetune], files: [set.file], words: questions)))
    }
}

extension StudyDeclaration.AnswerSet {
    fileprivate func arguments(part: String, limit: Int?) -> [String] {
        ["--questions", file, "--part", part] + tiers.flatMap { ["--tier", "\($0)"] }
            + (limit.map { ["--limit", "\($0)"] } ?? [])
    }
}
