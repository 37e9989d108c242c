import DurableFiles
package import Foundation

/// A command that was started as a process of its own.
package final class RunningChild {
    package let command: ChildCommand
    private let process = Process()
    private let progressFile: URL
    /// The part of the command that is under way, and when its progress was seen first.
    private var first: Sighting?

    private struct Sighting {
        let part: String
        let count: Int
        let at: ContinuousClock.Instant
    }

    /// Starts the command.
    /// - Throws: `FileProblem` when the executable cannot be run.
    package init(_ command: ChildCommand, executable: URL) throws {
        self.command = command
        progressFile = command.logs.appending(path: "progress-\(command.name.hyphenated)")
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

    package var isRunning: Bool { process.isRunning }

    package var hasFailed: Bool { !process.isRunning && process.terminationStatus != 0 }

    /// Ends it, unless it has ended.
    package func terminate() {
        if process.isRunning { process.terminate() }
    }

    /// "name 120/1200, 4.1/s, 4:20 left".
    package var progress: String {
        guard process.isRunning else { return "\(command.name) done" }
        guard let line = try? String(contentsOf: progressFile, encoding: .utf8) else { return command.name }
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        let numbers = words.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return command.name }
        let part = words.count > 2 ? words[2] : ""
        let now = ContinuousClock.now
        let seen = Sighting(part: part, count: numbers[0], at: now)
        // What begins again is timed anew.
        let start = first.flatMap { $0.part == part && $0.count <= seen.count ? $0 : nil } ?? seen
        first = start
        let seconds = (now - start.at) / .seconds(1)
        let made = Double(numbers[0] - start.count)
        let name = part.isEmpty ? command.name : "\(command.name), \(part)"
        guard seconds > 1, made > 0 else { return "\(name) \(numbers[0])/\(numbers[1])" }
        let left = Int(Double(numbers[1] - numbers[0]) * seconds / made)
        let rate = (made / seconds * 10).rounded() / 10
        let padded = left % 60 < 10 ? "0\(left % 60)" : "\(left % 60)"
        return "\(name) \(numbers[0])/\(numbers[1]), \(rate)/s, \(left / 60):\(padded) left"
    }

    /// The last lines that it printed.
    package var endOfLog: String {
        let text = (try? String(contentsOf: command.log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(5).joined(separator: "\n")
    }
}
