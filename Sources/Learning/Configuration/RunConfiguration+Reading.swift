import DurableFiles
public import Foundation
import Yams

extension RunConfiguration {
    /// Reads the settings that a YAML file names; the others stay as `base` has them.
    /// - Throws: `FileProblem` when the file cannot be read, `ConfigurationProblem` when its content cannot be taken.
    public init(contentsOf file: URL, over base: RunConfiguration = RunConfiguration()) throws {
        let data: Data
        do { data = try Data(contentsOf: file) } catch { throw FileProblem(reading: file, error) }
        guard data.count <= 1 << 20, let text = String(validating: data, as: UTF8.self) else {
            throw FileProblem(file, "is not a configuration: expected a text of at most 1 MiB in UTF-8")
        }
        try self.init(yaml: text, path: file.path, over: base)
    }

    /// Reads the settings that a YAML text names; `path` is where errors say it stands.
    public init(yaml: String, path: String, over base: RunConfiguration = RunConfiguration())
        throws(ConfigurationProblem)
    {
        self = base
        guard let root = try Self.compose(yaml, path) else { return }
        let line = Self.line(of: root)
        guard let sections = root.mapping else {
            throw ConfigurationProblem(
                origin: .file(path, line: line), keyPath: "the file",
                fault: .wrongType(found: Self.words(root), expected: "sections, such as \"pretrain:\""))
        }
        for (name, content) in sections { try take(content, ofSection: name, path) }
        if let (keyPath, words) = conflict {
            throw ConfigurationProblem(origin: .file(path, line: line), keyPath: keyPath, fault: .conflict(words))
        }
    }

    private mutating func take(_ content: Node, ofSection name: Node, _ path: String) throws(ConfigurationProblem) {
        let section = name.scalar?.string ?? Self.words(name)
        let origin = ConfigurationProblem.Origin.file(path, line: Self.line(of: name))
        guard Self.sections.contains(where: { $0.name == section }) else {
            throw Self.unknown(section, origin)
        }
        if Self.isNothing(content) { return }
        guard let settings = content.mapping else {
            throw ConfigurationProblem(
                origin: origin, keyPath: section,
                fault: .wrongType(found: Self.words(content), expected: "settings of its own, one a line below it"))
        }
        for (key, value) in settings {
            let keyPath = "\(section).\(key.scalar?.string ?? Self.words(key))"
            let origin = ConfigurationProblem.Origin.file(path, line: Self.line(of: key))
            guard let scalar = value.scalar else {
                let known = Self.keys.first { $0.path == keyPath }
                guard let known else { throw Self.unknown(keyPath, origin) }
                throw ConfigurationProblem(
                    origin: origin, keyPath: keyPath,
                    fault: .wrongType(found: Self.words(value), expected: known.expectation(self)))
            }
            try assign(Self.isNothing(value) ? "" : scalar.string, to: keyPath, origin)
        }
    }

    /// Gives the setting the value that the text stands for.
    mutating func assign(
        _ text: String, to keyPath: String, _ origin: ConfigurationProblem.Origin
    ) throws(ConfigurationProblem) {
        guard let key = Self.keys.first(where: { $0.path == keyPath }) else { throw Self.unknown(keyPath, origin) }
        do {
            try key.assign(text, &self)
        } catch {
            throw ConfigurationProblem(origin: origin, keyPath: keyPath, fault: error)
        }
    }

    /// Says that there is no such setting or section, and which was probably meant.
    ///
    /// A slip in the key is looked for in the same section first, then the same key in another section.
    static func unknown(_ keyPath: String, _ origin: ConfigurationProblem.Origin) -> ConfigurationProblem {
        let parts = keyPath.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let sections = sections.map(\.name)
        var nearest: String?
        var known = sections
        if parts.count == 1 {
            nearest = NearestKey.of(keyPath, among: sections)
        } else if sections.contains(parts[0]) {
            let siblings = keys.filter { $0.section == parts[0] }
            known = siblings.map(\.path)
            nearest =
                NearestKey.of(parts[1], among: siblings.map(\.name)).map { "\(parts[0]).\($0)" }
                ?? keys.first { $0.name == parts[1] }?.path
        } else {
            nearest = NearestKey.of(keyPath, among: keys.map(\.path)) ?? keys.first { $0.name == parts[1] }?.path
        }
        return ConfigurationProblem(origin: origin, keyPath: keyPath, fault: .unknown(nearest: nearest, known: known))
    }

    /// Parses the YAML; nil when it holds nothing.
    private static func compose(_ yaml: String, _ path: String) throws(ConfigurationProblem) -> Node? {
        func malformed(_ words: String, _ mark: Mark?) -> ConfigurationProblem {
            ConfigurationProblem(origin: .file(path, line: mark?.line ?? 1), keyPath: "", fault: .malformed(words))
        }
        do {
            guard let node = try Yams.compose(yaml: yaml), !isNothing(node) else { return nil }
            return node
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw malformed(
                "not YAML: \(problem); expected sections with settings below them, indented by spaces", mark)
        } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
            throw malformed("\(duplicates.sorted().first ?? "a key") stands twice; keep one of them", context.mark)
        } catch {
            throw malformed("not YAML: expected sections with settings below them, indented by spaces", nil)
        }
    }

    private static func line(of node: Node) -> Int { node.mark?.line ?? 1 }

    /// Whether it is YAML's null: nothing, `~` or `null`.
    private static func isNothing(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    private static func words(_ node: Node) -> String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): "\"\(scalar.string)\""
        case .alias: "an alias"
        }
    }
}
