import DurableFiles
public import Foundation

/// A verb of the command line, run as a process of its own: its memory is freed and its faults stay its own.
public struct ChildCommand {
    /// How it is called in what a person sees.
    public let name: String
    public let arguments: [String]
    /// Receives what the process prints.
    public let log: URL

    public init(name: String, arguments: [String], log: URL) {
        self.name = name
        self.arguments = arguments
        self.log = log
    }

    /// Runs commands side by side until all have ended, and shows how far each is.
    /// - Throws: `StageProblem.stageFailed` with the end of the log of the first that failed.
    public static func run(_ commands: [ChildCommand], executable: URL, scratch: URL, show: (String) -> Void) throws {
        let running = try commands.map { try Running($0, executable: executable, scratch: scratch) }
        defer { for child in running where child.process.isRunning { child.process.terminate() } }
        while running.contains(where: \.process.isRunning) {
            Thread.sleep(forTimeInterval: 0.25)
            if running.contains(where: \.hasFailed) { break }
            show(running.map(\.progress).joined(separator: "   "))
        }
        if let failed = running.first(where: \.hasFailed) {
            throw StageProblem.stageFailed(
                name: failed.command.name, log: failed.command.log.path, end: failed.endOfLog)
        }
    }

    private final class Running {
        let command: ChildCommand
        let process = Process()
        private let progressFile: URL
        private var firstDone: (count: Int, at: ContinuousClock.Instant)?

        init(_ command: ChildCommand, executable: URL, scratch: URL) throws {
            self.command = command
            progressFile = scratch.appending(path: "progress-\(command.name.replacingOccurrences(of: " ", with: "-"))")
            try? FileManager.default.removeItem(at: progressFile)
            _ = FileManager.default.createFile(atPath: command.log.path, contents: nil)
            let output = try FileHandle(forWritingTo: command.log)
            process.executableURL = executable
            process.arguments = command.arguments
            process.environment = ProcessInfo.processInfo.environment.merging(
                [
                    "PYRAMIDION_PROGRESS": progressFile.path,
                    "PYRAMIDION_PARENT": String(ProcessInfo.processInfo.processIdentifier),
                ], uniquingKeysWith: { _, new in new })
            process.standardOutput = output
            process.standardError = output
            do { try process.run() } catch {
                throw FileProblem(executable, "cannot be run: \(error.localizedDescription)")
            }
        }

        var hasFailed: Bool { !process.isRunning && process.terminationStatus != 0 }

        /// "name 120/1200, 4.1/s, 4:20 left".
        var progress: String {
            guard process.isRunning else { return "\(command.name) done" }
            guard let line = try? String(contentsOf: progressFile, encoding: .utf8) else { return command.name }
            let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            guard numbers.count == 2 else { return command.name }
            let now = ContinuousClock.now
            if firstDone == nil { firstDone = (numbers[0], now) }
            let seconds = firstDone.map { (now - $0.at) / .seconds(1) } ?? 0
            let made = Double(numbers[0] - (firstDone?.count ?? 0))
            guard seconds > 1, made > 0 else { return "\(command.name) \(numbers[0])/\(numbers[1])" }
            let left = Int(Double(numbers[1] - numbers[0]) * seconds / made)
            let rate = (made / seconds * 10).rounded() / 10
            let padded = left % 60 < 10 ? "0\(left % 60)" : "\(left % 60)"
            return "\(command.name) \(numbers[0])/\(numbers[1]), \(rate)/s, \(left / 60):\(padded) left"
        }

        var endOfLog: String {
            let text = (try? String(contentsOf: command.log, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").suffix(5).joined(separator: "\n")
        }
    }
}

/// A stage of a project cannot go on.
public enum StageProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case stageFailed(name: String, log: String, end: String)

    public var description: String {
        switch self {
        case .stageFailed(let name, let log, let end):
            "\(name) failed; its log is \(log) and ends with:\n\(end)"
        }
    }
}
