import Foundation

/// The built `pyramidion`, run as its users run it.
struct Program {
    /// What a run of it left.
    struct Outcome {
        let exitCode: Int32
        let output: String
        let errors: String

        /// The first line of the output, read as a JSON object.
        var json: [String: Any] {
            let line = output.split(separator: "\n").first.map { Data($0.utf8) } ?? Data()
            return (try? JSONSerialization.jsonObject(with: line) as? [String: Any]) ?? [:]
        }
    }

    /// The program lies beside the bundle of its tests, else where a release build puts it.
    static let executable: URL = {
        let beside = CommandLine.arguments.first { $0.contains(".xctest") }
            .map { URL(filePath: $0).deletingLastPathComponent().appending(path: "pyramidion") }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidates = [beside, root.appending(path: ".build/release/pyramidion")].compactMap { $0 }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? candidates[0]
    }()

    /// Runs the program to its end.
    /// - Parameters:
    ///   - input: what stands on standard input.
    ///   - environment: variables beside those of the tests.
    static func run(
        _ arguments: [String], input: Data = Data(), environment: [String: String] = [:]
    ) throws -> Outcome {
        try run(executable, arguments, input: input, environment: environment)
    }

    /// Runs a shell command in which `$0` is the program.
    static func shell(_ command: String, _ arguments: String...) throws -> Outcome {
        try run(URL(filePath: "/bin/bash"), ["-c", command, executable.path] + arguments)
    }

    private static func run(
        _ executable: URL, _ arguments: [String], input: Data = Data(), environment: [String: String] = [:]
    ) throws -> Outcome {
        // Files rather than pipes, which fill up when nobody reads them.
        let scratch = try TemporaryFolder()
        let input = try scratch.write(input, to: "input")
        let output = try scratch.write(Data(), to: "output")
        let errors = try scratch.write(Data(), to: "errors")
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            environment, uniquingKeysWith: { _, new in new })
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// A new folder, removed when nothing refers to it any more.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "pyramidion-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    @discardableResult
    func write(_ data: Data, to name: String) throws -> URL {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
        return file
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> URL { try write(Data(text.utf8), to: name) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Whatever lies in the folder, at any depth.
    var entries: [String] { ((try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []).sorted() }
}
