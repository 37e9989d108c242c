import DurableFiles
import Foundation

/// The stages before pre-training, which runs share where their settings agree.
extension StudyPlan {
    typealias Warm = (corpus: StudyTask, embedder: StudyTask, encoder: StudyTask)

    /// - Returns: what pre-training starts from, and the tasks that measure it.
    mutating func addWarmStart(
        _ arm: StudyDeclaration.Arm, _ seed: UInt64
    ) -> (warm: Warm, measuring: [StudyTask]) {
        let warm = warmStart(arm, seed)
        for task in [warm.corpus, warm.embedder, warm.encoder] { add(task) }
        let measuring = measure(
            Point(
                name: "start \(Self.short(warmFingerprint(arm, seed)))", seed: seed, run: nil,
                folder: start(of: arm, seed),
                model: warm.embedder.results[0], encoder: warm.encoder.results[0], index: nil,
                sets: declaration.retrieval),
            arm, warm.corpus, after: [warm.embedder, warm.encoder])
        return (warm, measuring)
    }

    func warmStart(_ arm: StudyDeclaration.Arm, _ seed: UInt64) -> Warm {
        let settings = declaration.assignments(arm, .corpus)
        let sources = [declaration.corpus, declaration.vocabulary]
        let corpus = shared(
            "corpus", fingerprint(settings, [], files: sources),
            { ["corpus", "build", declaration.corpus, "--out", $0.path, "--vocabulary", declaration.vocabulary] },
            settings, after: [])
        func warm(_ stage: Stage, _ part: String) -> StudyTask {
            let settings = assignments(arm, stage, seed: seed)
            return shared(
                part, fingerprint(settings, [corpus]),
                {
                    [
                        "warmstart", "--part", part, "--out", $0.path, "--corpus", corpus.results[0].path,
                        "--vocabulary", declaration.vocabulary,
                    ]
                }, settings, after: [corpus], isDone: "DONE")
        }
        return (corpus, warm(.embedder, "embedder"), warm(.encoder, "encoder"))
    }

    func warmFingerprint(_ arm: StudyDeclaration.Arm, _ seed: UInt64) -> Fingerprint {
        let warm = warmStart(arm, seed)
        return Fingerprint(
            of: ([warm.embedder, warm.encoder].map(\.fingerprint.hexadecimal)
                + yardstick(for: declaration.reference).map(\.description))
                .joined(separator: "\n"))
    }

    /// A task whose folder is named after what it is made from.
    /// - Parameter isDone: the file of the folder that is there once a training run has made all its steps.
    func shared(
        _ name: String, _ fingerprint: Fingerprint, _ arguments: (URL) -> [String],
        _ settings: [StudyDeclaration.Assignment], after needed: [StudyTask], isDone: String? = nil
    ) -> StudyTask {
        let folder = folders.root.appending(path: "\(name)-\(Self.short(fingerprint))")
        return StudyTask(
            name: "\(name) \(Self.short(fingerprint))", run: nil, needs: needed.map(\.name),
            arguments: arguments(folder) + Self.flags(settings),
            results: [folder] + (isDone.map { [folder.appending(path: $0)] } ?? []), fingerprint: fingerprint)
    }
}
