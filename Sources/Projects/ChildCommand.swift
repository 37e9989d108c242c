public import Foundation

/// A verb of the command line, run as a process of its own: its memory is freed and its faults stay its own.
public struct ChildCommand {
    /// How it is called in what a person sees.
    public let name: String
    public let arguments: [String]
    /// Where `log` lies, and what the process says of its progress.
    let logs: URL

    /// - Parameter logs: an existing folder.
    public init(name: String, arguments: [String], logs: URL) {
        self.name = name
        self.arguments = arguments
        self.logs = logs
    }

    /// Receives what the process prints.
    public var log: URL { logs.appending(path: "\(name.hyphenated).log") }

    /// Runs commands side by side until all have ended, and shows how far each is.
    /// - Throws: `StageProblem.stageFailed` with the end of the log of the first that failed.
    public static func run(_ commands: [ChildCommand], executable: URL, show: (String) -> Void) throws {
        var running: [RunningChild] = []
        defer { for child in running { child.terminate() } }
        for command in commands { running.append(try RunningChild(command, executable: executable)) }
        while running.contains(where: \.isRunning) {
            Thread.sleep(forTimeInterval: 0.25)
            if running.contains(where: \.hasFailed) { break }
            show(running.map(\.progress).joined(separator: "   "))
        }
        if let failed = running.first(where: \.hasFailed) {
            throw StageProblem.stageFailed(
                name: failed.command.name, log: failed.command.log.path, end: failed.endOfLog)
        }
    }
}

/// A stage of a project cannot go on.
public enum StageProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case stageFailed(name: String, log: String, end: String)
    /// Another process works in the folder.
    case busy(folder: String)

    public var description: String {
        switch self {
        case .stageFailed(let name, let log, let end):
            "\(name) failed; its log is \(log) and ends with:\n\(end)"
        case .busy(let folder): "\(folder): another process works there; wait for it or end it"
        }
    }
}
