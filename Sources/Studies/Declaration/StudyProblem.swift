/// A study cannot begin or go on.
public enum StudyProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// Something in the study's file; the reason ends with what was expected.
    case declaration(path: String, line: Int, reason: String)
    /// Settings in environment variables would change every run unseen.
    case environment(variables: [String])
    /// Another process works in the study's folder.
    case busy(folder: String)
    /// Some tasks failed; everything that does not need them is done.
    case failed(tasks: [FailedTask], report: String)

    /// A task that failed, and where its last words are.
    public struct FailedTask: Equatable, Sendable {
        public let name: String
        public let log: String
        public let end: String

        public init(name: String, log: String, end: String) {
            self.name = name
            self.log = log
            self.end = end
        }
    }

    public var description: String {
        switch self {
        case .declaration(let path, let line, let reason): "\(path):\(line): \(reason)"
        case .environment(let variables):
            "settings in the environment would change a study unseen: \(variables.joined(separator: ", ")); "
                + "unset them, and write the settings into the study's file"
        case .busy(let folder): "\(folder): another process works on this study; wait for it or end it"
        case .failed(let tasks, let report):
            tasks.map { "\($0.name) failed; its log is \($0.log) and ends with:\n\($0.end)" }.joined(separator: "\n")
                + "\n\(report) tells what there is without; the same command tries again"
        }
    }
}
