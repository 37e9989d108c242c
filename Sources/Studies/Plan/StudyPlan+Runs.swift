package import DurableFiles
package import Foundation

/// The runs of a study, each an arm with a seed.
extension StudyPlan {
    /// Seed by seed, so that a study that is half done compares all arms with half of the seeds.
    var runs: [StudyTask.RunName] {
        declaration.seeds.flatMap { seed in
            declaration.arms.map { StudyTask.RunName(arm: $0.name, seed: seed) }
        }
    }

    func arm(of run: StudyTask.RunName) throws(StudyProblem) -> StudyDeclaration.Arm {
        guard let arm = declaration.arms.first(where: { $0.name == run.arm }) else {
            throw .declaration(path: folders.root.path, line: 1, reason: "there is no arm \"\(run.arm)\"")
        }
        return arm
    }

    /// Where what the report needs of a whole run is kept.
    package func record(of run: StudyTask.RunName) -> URL {
        folders.run(run.arm, run.seed).appending(path: "measured.json")
    }

    /// Names everything that a run is made from, and what it is measured by.
    package func fingerprint(of run: StudyTask.RunName) -> Fingerprint {
        Fingerprint(
            of: tasks.filter { $0.run == run }.map { "\($0.name) \($0.fingerprint.hexadecimal)" }
                .joined(separator: "\n"))
    }

    /// The tasks of the other runs, and those of all that they need.
    package func tasks(without whole: Set<StudyTask.RunName>) -> [StudyTask] {
        var needed = Set<String>()
        // What a task needs stands before it, so the list is looked through from its end.
        let kept = tasks.reversed().filter { task in
            let isKept = task.run.map { !whole.contains($0) } ?? needed.contains(task.name)
            if isKept { needed.formUnion(task.needs) }
            return isKept
        }
        return kept.reversed()
    }

    /// What a run took in pre-training, in fine-tuning, and in all of its own tasks.
    func seconds(of run: StudyTask.RunName, _ ledger: StudyLedger) -> [String: Double] {
        var seconds: [String: Double] = [:]
        for task in tasks where task.run == run {
            guard let entry = ledger.entries[task.name] else { continue }
            seconds["all", default: 0] += entry.seconds
            for stage in ["pre-training", "fine-tuning"] where task.name.hasSuffix(": \(stage)") {
                seconds[stage, default: 0] += entry.seconds
            }
        }
        return seconds
    }
}
