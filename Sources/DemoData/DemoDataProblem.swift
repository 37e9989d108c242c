import Foundation

/// Why the demonstration's corpus and questions cannot be built.
public enum DemoDataProblem: Error, Equatable, CustomStringConvertible {
    /// A source file is not there.
    case missing(file: String)
    /// A source file is not the pinned one, or cannot be understood.
    case malformed(file: String, line: Int?, expected: String)
    /// What was built is not what the check values name.
    case differs(what: String, found: String, expected: String)

    public var description: String {
        switch self {
        case .missing(let file):
            return "\(file) is missing; run scripts/get-data"
        case .malformed(let file, let line, let expected):
            let place = line.map { "\(file):\($0)" } ?? file
            return "\(place): expected \(expected); remove the folder and run scripts/get-data"
        case .differs(let what, let found, let expected):
            return """
                the \(what) built here have the SHA-256 \(found), and \(expected) was expected: \
                the sources are not the pinned ones, or this version of Swift cleans text differently; \
                run scripts/get-data, and report it if that does not help
                """
        }
    }

    static func missing(_ file: URL) -> DemoDataProblem { .missing(file: file.path) }

    static func malformed(_ file: URL, line: Int? = nil, _ expected: String) -> DemoDataProblem {
        .malformed(file: file.path, line: line, expected: expected)
    }
}
