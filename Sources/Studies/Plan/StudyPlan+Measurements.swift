import Foundation
import Learning

extension StudyPlan {
    /// A retriever at some step, and what it is judged by.
    struct Point {
        let name: String
        let seed: UInt64
        let run: StudyTask.RunName?
        let folder: URL
        let model: URL
        let encoder: URL
        /// Nil to embed the corpus first.
        let index: URL?
        let sets: [StudyDeclaration.QuestionSet]
    }

    /// - Returns: the tasks whose results the report reads.
    @discardableResult
    mutating func measure(
        _ point: Point, _ arm: StudyDeclaration.Arm, _ corpus: StudyTask, after needed: [StudyTask]
    ) -> [StudyTask] {
        let settings = assignments(arm, .pretrain, seed: point.seed)
        var needed = [corpus] + needed
        let index = point.index ?? StudyFolders.index(in: point.folder)
        let models = ["--model", point.model.path, "--corpus", corpus.results[0].path]
        if point.index == nil {
            needed.append(
                add(
                    StudyTask(
                        name: "\(point.name), index", run: point.run, needs: needed.map(\.name),
                        arguments: ["index", "build", "--out", index.path] + models + Self.flags(settings),
                        results: [index.appending(path: "CURRENT")], fingerprint: fingerprint(settings, needed))))
        }
        var measuring: [StudyTask] = []
        for set in point.sets {
            let hits = StudyFolders.hits(set.name, in: point.folder)
            measuring.append(
                StudyTask(
                    name: "\(point.name), \(set.name)", run: point.run, needs: needed.map(\.name),
                    arguments: ["eval", "retrieval", "--index", index.path, "--from", "dense", "--hits", hits.path]
                        + models + set.arguments + Self.flags(settings),
                    results: [hits],
                    fingerprint: fingerprint(settings, needed, files: [set.file], words: set.arguments)))
        }
        let judging = settings + yardstick(for: arm)
        let lines = StudyFolders.spans(in: point.folder)
        measuring.append(
            StudyTask(
                name: "\(point.name), masked spans", run: point.run, needs: needed.map(\.name),
                arguments: [
                    "eval", "spans", "--index", index.path, "--encoder", point.encoder.path, "--lines", lines.path,
                ] + models + Self.flags(judging),
                results: [lines], fingerprint: fingerprint(judging, needed)))
        return measuring.map { add($0) }
    }

    /// Settings that make all arms be measured on the same masked spans, those of the arm to compare with.
    static func yardstick(
        of declaration: StudyDeclaration, for arm: StudyDeclaration.Arm
    ) throws -> [StudyDeclaration.Assignment] {
        let settings = try declaration.configuration(of: declaration.reference)
        let common =
            declaration.assignments(declaration.reference, .pretrain).filter { $0.section == "masking" } + [
                StudyDeclaration.Assignment("masking.kind", settings.masking.kind.rawValue),
                StudyDeclaration.Assignment("pretrain.candidates", "\(settings.pretrain.candidates)"),
                StudyDeclaration.Assignment("pretrain.exclusion", "\(settings.pretrain.exclusion)"),
                StudyDeclaration.Assignment("pretrain.excludesCopies", "\(settings.pretrain.excludesCopies)"),
            ]
        // What else of an arm has a say in which sentences there are, and which of their spans.
        let own = try declaration.configuration(of: arm).assignments
        let others = zip(own, settings.assignments).filter { own, reference in
            own.text != reference.text
                && (own.keyPath.hasPrefix("masking.") || own.keyPath.hasSuffix(".queryTokens"))
                && !common.contains { $0.keyPath == own.keyPath }
        }
        return common + others.map { StudyDeclaration.Assignment($1.keyPath, $1.text) }
    }
}

extension StudyDeclaration.QuestionSet {
    fileprivate var arguments: [String] {
        ["--questions", file, "--part", part] + tiers.flatMap { ["--tier", "\($0)"] }
            + (limit.map { ["--limit", "\($0)"] } ?? []) + (judgesPages ? ["--pages"] : [])
    }
}
