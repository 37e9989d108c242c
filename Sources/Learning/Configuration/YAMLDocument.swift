package import DurableFiles
package import Foundation
package import Yams

/// A YAML text as nodes that know their lines: how files of settings and of studies are read.
package enum YAMLDocument {
    /// What is wrong with a text, and on which line.
    package struct Problem: Error {
        package let line: Int
        package let reason: String
    }

    /// The text of a file.
    /// - Parameter noun: what the file should be, for the error: "a study".
    package static func text(of file: URL, as noun: String) throws(FileProblem) -> String {
        let data: Data
        do { data = try Data(contentsOf: file) } catch { throw FileProblem(reading: file, error) }
        guard data.count <= 1 << 20, let text = String(validating: data, as: UTF8.self) else {
            throw FileProblem(file, "is not \(noun): expected a text of at most 1 MiB in UTF-8")
        }
        return text
    }

    /// Parses a text; nil when it holds nothing.
    /// - Parameter expected: what it should hold, for the error: "sections with settings below them".
    package static func compose(_ yaml: String, expected: String) throws(Problem) -> Node? {
        do {
            return try Yams.compose(yaml: yaml).flatMap { $0.isNothing ? nil : $0 }
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw Problem(
                line: mark.line, reason: "not YAML: \(problem); expected \(expected), indented by spaces")
        } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
            throw Problem(
                line: context.mark.line,
                reason: "\(duplicates.sorted().first ?? "a key") stands twice; keep one of them")
        } catch {
            throw Problem(line: 1, reason: "not YAML: expected \(expected), indented by spaces")
        }
    }
}

extension Node {
    /// The line it begins on, counted from 1.
    package var line: Int { mark?.line ?? 1 }

    /// Whether it is YAML's null: nothing, `~` or `null`.
    package var isNothing: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    /// What it is, for errors.
    package var words: String {
        switch self {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): "\"\(scalar.string)\""
        case .alias: "an alias"
        }
    }
}
