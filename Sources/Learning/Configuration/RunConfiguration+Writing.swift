public import DurableFiles
public import Foundation

extension RunConfiguration {
    /// The first line of `yaml`, by which a file is known to be written here.
    static let heading = "# Every setting of the run, as resolved from the file, the environment and the command line."

    /// Every setting with its value and what it does, as a YAML file that reads back to the same configuration.
    public var yaml: String {
        var lines = [Self.heading]
        for (section, heading, keys) in Self.sections {
            lines += ["", "# \(heading)", "\(section):"]
            for key in keys {
                lines.append("  # \(key.summary(self)) Expected: \(key.expectation(self)).")
                lines.append("  \(key.name): \(key.isText ? quoted(key.text(self)) : key.text(self))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Writes `yaml` to the file, whole or not at all.
    /// - Throws: `FileProblem`.
    public func write(to file: URL) throws(FileProblem) {
        try DurableFile.write(Data(yaml.utf8), to: file)
    }

    /// Text in YAML's double quotes: what is not printable, or could end a line, is written by its number.
    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case " "..."~", "\u{A0}"..."\u{2027}", "\u{202A}"..."\u{D7FF}", "\u{E000}"..."\u{FEFE}",
                "\u{FF00}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result + "\""
    }
}
