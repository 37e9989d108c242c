public import Foundation
import Learning
import Projects
import Yams

extension StudyDeclaration {
    /// Reads a study's file.
    /// - Throws: `FileProblem` when it cannot be read, `StudyProblem` or `ConfigurationProblem` with the line at fault.
    public init(contentsOf file: URL) throws {
        let text = try YAMLDocument.text(of: file, as: "a study")
        try self.init(yaml: text, path: file.path)
    }

    /// Reads a study's text; `path` is where errors say it stands.
    public init(yaml: String, path: String) throws {
        let known = [
            "name", "corpus", "vocabulary", "seeds", "atOnce", "curve", "retrieval", "answers", "settings", "arms",
            "compare",
        ]
        let fields = try StudyFields(Self.compose(yaml, path), "the study", path: path, known: known)
        name = try fields.required("name")
        corpus = try fields.required("corpus")
        vocabulary = try fields.required("vocabulary")
        seeds = (try fields.numbers("seeds", from: 0) ?? [1]).map { UInt64($0) }
        guard !seeds.isEmpty else { throw fields.fault("seeds", fields.node("seeds"), "at least one number") }
        atOnce = try fields.number("atOnce", from: 1) ?? 1
        curve = (try fields.numbers("curve", from: 1) ?? []).sorted()
        retrieval = try Self.questionSets(fields)
        answers = try fields.node("answers").map { try AnswerSet($0, path: path) }
        settings = try Self.assignments(fields.node("settings"), "settings", path)
        let read = try Self.arms(fields)
        arms = read.map(\.arm)
        pairs = try Self.pairs(fields, among: arms.map(\.name))
        for (arm, line) in read { try check(arm, line: line, fields) }
    }

    private static func questionSets(_ fields: StudyFields) throws -> [QuestionSet] {
        guard let node = fields.node("retrieval") else { return [] }
        var sets: [QuestionSet] = []
        for (name, _, value) in try StudyFields(node, "retrieval", path: fields.path, known: nil).all {
            sets.append(try QuestionSet(name, value, path: fields.path))
        }
        try refuseClashes(sets.map(\.name), "question sets", fields)
        if let taken = sets.map(\.name).first(where: { StudyFolders.taken.contains($0.hyphenated) }) {
            throw StudyProblem.declaration(
                path: fields.path, line: node.mark?.line ?? fields.line,
                reason: "a question set is called \"\(taken)\", as other results are; expected another name")
        }
        return sets
    }

    private static func arms(_ fields: StudyFields) throws -> [(arm: Arm, line: Int)] {
        guard let node = fields.node("arms") else {
            throw fields.fault("arms", nil, "a name and settings for each arm, the one to compare with first")
        }
        var arms: [(arm: Arm, line: Int)] = []
        for (name, line, value) in try StudyFields(node, "arms", path: fields.path, known: nil).all {
            let own = try StudyFields(
                value, "arm \"\(name)\"", path: fields.path, known: ["about", "settings", "changes"])
            let arm = Arm(
                name: name, about: try own.text("about") ?? "",
                settings: try assignments(own.node("settings"), "settings", fields.path),
                changes: try stages(own))
            arms.append((arm, line))
        }
        guard !arms.isEmpty else { throw fields.fault("arms", node, "at least one arm") }
        try refuseClashes(arms.map(\.arm.name), "arms", fields)
        return arms
    }

    private static func pairs(_ fields: StudyFields, among arms: [String]) throws(StudyProblem) -> [Pair] {
        guard let node = fields.node("compare") else { return [] }
        let expected = "a list of pairs of arms, such as [[\(arms.prefix(2).joined(separator: ", "))]]"
        guard let rows = node.sequence else { throw fields.fault("compare", node, expected) }
        var pairs: [Pair] = []
        for row in rows {
            let names = (row.sequence ?? []).compactMap { $0.scalar?.string }
            guard names.count == 2, row.sequence?.count == 2, names[0] != names[1], names.allSatisfy(arms.contains)
            else {
                throw .declaration(
                    path: fields.path, line: row.mark?.line ?? fields.line,
                    reason:
                        "\(names.isEmpty ? "an entry" : names.joined(separator: ", ")) in compare is no pair of two arms; "
                        + "expected \(expected), with names that stand under \"arms\"")
            }
            pairs.append(Pair(names[0], against: names[1]))
        }
        return pairs
    }

    private static func stages(_ arm: StudyFields) throws -> Set<Stage>? {
        guard let node = arm.node("changes") else { return nil }
        let words = Stage.allCases.map(\.rawValue)
        let stages = node.sequence.map { $0.compactMap { $0.scalar.flatMap { Stage(rawValue: $0.string) } } } ?? []
        guard !stages.isEmpty, stages.count == node.sequence?.count else {
            throw arm.fault("changes", node, "a list of stages among \(words.joined(separator: ", "))")
        }
        return Set(stages)
    }

    /// Names become names of folders, so they must differ as those.
    private static func refuseClashes(_ names: [String], _ what: String, _ fields: StudyFields) throws(StudyProblem) {
        let folders = names.map(\.hyphenated)
        for (number, folder) in folders.enumerated() {
            if folder.isEmpty || folders[..<number].contains(folder) {
                throw .declaration(
                    path: fields.path, line: fields.line,
                    reason: "two \(what) cannot be told apart by their letters and digits, or one has none: "
                        + "\"\(names[number])\"; expected names that can")
            }
        }
    }

    /// Settings that make no sense together are found before anything runs.
    private func check(_ arm: Arm, line: Int, _ fields: StudyFields) throws {
        let settings: PretrainSettings
        do throws(ConfigurationProblem) {
            settings = try configuration(of: arm).pretrain
        } catch {
            throw error.at(.file(fields.path, line: line))
        }
        if let stages = arm.changes,
            let idle = arm.settings.first(where: { setting in !stages.contains { $0.reads(setting) } })
        {
            throw StudyProblem.declaration(
                path: fields.path, line: line,
                reason: "\(idle.keyPath) of arm \"\(arm.name)\" is read by none of the stages in \"changes\" "
                    + "(\(stages.map(\.rawValue).sorted().joined(separator: ", "))); expected one that reads it")
        }
        guard settings.steps > 0 else { return }
        guard curve.isEmpty || settings.checkpointSeconds == 0 else {
            throw StudyProblem.declaration(
                path: fields.path, line: line,
                reason: "pretrain.checkpointSeconds of arm \"\(arm.name)\" is \(settings.checkpointSeconds), so that "
                    + "checkpoints that curve names may be passed over; expected 0, or no curve")
        }
        let checkpoints = (settings.steps + settings.checkpointEvery - 1) / settings.checkpointEvery
        for step in curve {
            let isKept = checkpoints - step / settings.checkpointEvery < settings.keepCheckpoints
            guard step.isMultiple(of: settings.checkpointEvery), step < settings.steps, isKept else {
                throw StudyProblem.declaration(
                    path: fields.path, line: fields.node("curve")?.mark?.line ?? fields.line,
                    reason:
                        "curve names step \(step), at which arm \"\(arm.name)\" keeps no checkpoint; expected multiples "
                        + "of pretrain.checkpointEvery (\(settings.checkpointEvery)) below pretrain.steps "
                        + "(\(settings.steps)), among the last pretrain.keepCheckpoints (\(settings.keepCheckpoints))")
            }
        }
    }

    private static func assignments(_ node: Node?, _ place: String, _ path: String) throws -> [Assignment] {
        guard let node else { return [] }
        var assignments: [Assignment] = []
        for (section, _, content) in try StudyFields(node, place, path: path, known: nil).all {
            for (key, line, value) in try StudyFields(content, "section \(section)", path: path, known: nil).all {
                guard let text = value.isNothing ? "" : value.scalar?.string else {
                    throw StudyProblem.declaration(
                        path: path, line: line,
                        reason: "\(section).\(key) is \(value.words); expected a single value")
                }
                let assignment = Assignment("\(section).\(key)", text)
                guard assignment.keyPath != "engine.seed" else {
                    throw StudyProblem.declaration(
                        path: path, line: line,
                        reason: "engine.seed differs from run to run; list seeds under \"seeds\"")
                }
                do throws(ConfigurationProblem) {
                    _ = try RunConfiguration().applying(overrides: [(keyPath: assignment.keyPath, text: text)])
                } catch {
                    // Whether settings fit each other is seen once all are known.
                    guard case .conflict = error.fault else { throw error.at(.file(path, line: line)) }
                }
                assignments.append(assignment)
            }
        }
        return assignments
    }

    private static func compose(_ yaml: String, _ path: String) throws(StudyProblem) -> Node {
        let node: Node?
        do throws(YAMLDocument.Problem) {
            node = try YAMLDocument.compose(yaml, expected: "keys with values")
        } catch {
            throw .declaration(path: path, line: error.line, reason: error.reason)
        }
        guard let node else {
            throw .declaration(path: path, line: 1, reason: "the file is empty; expected a study")
        }
        return node
    }
}

extension StudyDeclaration.QuestionSet {
    fileprivate init(_ name: String, _ node: Node, path: String) throws {
        let fields = try StudyFields(
            node, "question set \"\(name)\"", path: path, known: ["file", "part", "tiers", "pages", "limit"])
        self.init(
            name: name, file: try fields.required("file"),
            part: try fields.choice("part", among: ["train", "dev", "test", "all"]) ?? "all",
            tiers: try fields.numbers("tiers", from: 0) ?? [], judgesPages: try fields.flag("pages") ?? false,
            limit: try fields.number("limit", from: 1))
    }
}

extension StudyDeclaration.AnswerSet {
    fileprivate init(_ node: Node, path: String) throws {
        let parts = ["train", "dev", "test", "all"]
        let fields = try StudyFields(node, "answers", path: path, known: ["file", "tiers", "train", "judge", "limit"])
        self.init(
            file: try fields.required("file"), tiers: try fields.numbers("tiers", from: 0) ?? [],
            train: try fields.choice("train", among: parts) ?? "train",
            judge: try fields.choice("judge", among: parts) ?? "dev", limit: try fields.number("limit", from: 1))
    }
}
