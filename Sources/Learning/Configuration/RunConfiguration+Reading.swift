public import Foundation
import Yams

extension RunConfiguration {
    /// Reads the settings that a YAML file names; the others stay as `base` has them.
    /// - Throws: `FileProblem` when the file cannot be read, `ConfigurationProblem` when its content cannot be taken.
    public init(contentsOf file: URL, over base: RunConfiguration = RunConfiguration()) throws {
        let text = try YAMLDocument.text(of: file, as: "a configuration")
        try self.init(yaml: text, path: file.path, over: base)
    }

    /// Reads the settings that a YAML text names; `path` is where errors say it stands.
    public init(yaml: String, path: String, over base: RunConfiguration = RunConfiguration())
        throws(ConfigurationProblem)
    {
        self = base
        guard let root = try Self.compose(yaml, path) else { return }
        let line = root.line
        guard let sections = root.mapping else {
            throw ConfigurationProblem(
                origin: .file(path, line: line), keyPath: "the file",
                fault: .wrongType(found: root.words, expected: "sections, such as \"pretrain:\""))
        }
        for (name, content) in sections { try take(content, ofSection: name, path) }
        if let (keyPath, words) = conflict {
            throw ConfigurationProblem(origin: .file(path, line: line), keyPath: keyPath, fault: .conflict(words))
        }
    }

    private mutating func take(_ content: Node, ofSection name: Node, _ path: String) throws(ConfigurationProblem) {
        let section = name.scalar?.string ?? name.words
        let origin = ConfigurationProblem.Origin.file(path, line: name.line)
        guard Self.sections.contains(where: { $0.name == section }) else {
            throw Self.unknown(section, origin)
        }
        if content.isNothing { return }
        guard let settings = content.mapping else {
            throw ConfigurationProblem(
                origin: origin, keyPath: section,
                fault: .wrongType(found: content.words, expected: "settings of its own, one a line below it"))
        }
        for (key, value) in settings {
            let keyPath = "\(section).\(key.scalar?.string ?? key.words)"
            let origin = ConfigurationProblem.Origin.file(path, line: key.line)
            guard let scalar = value.scalar else {
                let known = Self.keys.first { $0.path == keyPath }
                guard let known else { throw Self.unknown(keyPath, origin) }
                throw ConfigurationProblem(
                    origin: origin, keyPath: keyPath,
                    fault: .wrongType(found: value.words, expected: known.expectation(self)))
            }
            try assign(value.isNothing ? "" : scalar.string, to: keyPath, origin)
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
        do throws(YAMLDocument.Problem) {
            return try YAMLDocument.compose(yaml, expected: "sections with settings below them")
        } catch {
            throw ConfigurationProblem(
                origin: .file(path, line: error.line), keyPath: "", fault: .malformed(error.reason))
        }
    }
}
