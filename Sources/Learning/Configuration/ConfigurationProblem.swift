/// A setting that cannot be taken: which one, where it stands, what was expected.
public struct ConfigurationProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where settings come from.
    public enum Origin: Equatable, Sendable {
        /// A line of a configuration file, counted from 1.
        case file(String, line: Int)
        /// An environment variable.
        case environment(String)
        /// The command line.
        case flag(String)
    }

    /// What can be wrong with a setting.
    public enum Fault: Error, Equatable, Sendable {
        /// The text is no value of the setting's type.
        case wrongType(found: String, expected: String)
        /// The value is one that makes no sense there.
        case outOfRange(found: String, expected: String)
        /// There is no such setting; `nearest` is what was probably meant, `known` what there is.
        case unknown(nearest: String?, known: [String])
        /// Two settings that do not fit each other.
        case conflict(String)
        /// The file is not YAML, or not text; the words say why.
        case malformed(String)
    }

    /// Where it stands.
    public let origin: Origin
    /// The setting, `section.key`; empty where the whole file is meant.
    public let keyPath: String
    /// What is wrong.
    public let fault: Fault

    /// The same problem of a setting that stands elsewhere: in a file that holds settings among other things.
    package func at(_ origin: Origin) -> ConfigurationProblem {
        ConfigurationProblem(origin: origin, keyPath: keyPath, fault: fault)
    }

    public var description: String {
        let place =
            switch origin {
            case .file(let path, let line): "\(path):\(line)"
            case .environment(let name): "environment variable \(name)"
            case .flag(let text): "--set \(text)"
            }
        return "\(place): \(words)"
    }

    private var words: String {
        switch fault {
        case .wrongType(let found, let expected): "\(keyPath) is \(found); expected \(expected)"
        case .outOfRange(let found, let expected): "\(keyPath) is \(found), which is out of range; expected \(expected)"
        case .unknown(let nearest?, _): "\(keyPath) is not a setting; did you mean \(nearest)?"
        case .unknown(nil, let known): "\(keyPath) is not a setting; there are \(known.joined(separator: ", "))"
        case .conflict(let words): "\(keyPath) \(words)"
        case .malformed(let words): words
        }
    }
}
