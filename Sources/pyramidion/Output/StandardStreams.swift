import DurableFiles
import Foundation

/// Where results go: nothing else is written there, so that they can be piped.
enum StandardOutput {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// - Throws: `FileProblem` when it cannot be written, for instance for want of space.
    static func write(_ text: String) throws(FileProblem) { try write(Data(text.utf8)) }

    static func write(_ data: Data) throws(FileProblem) {
        do { try FileHandle.standardOutput.write(contentsOf: data) } catch {
            throw FileProblem(writing: URL(filePath: "/dev/stdout"), error)
        }
    }

    /// Writes a value as one line of JSON, its keys in alphabetical order.
    static func writeJSON(_ value: some Encodable) throws {
        try write(try JSONLine(value).data)
    }
}

/// Where remarks, progress and errors go.
enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// A remark that cannot be written has nobody to read it, so its loss is no failure.
    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}

/// A value as one line of JSON, its keys in alphabetical order, with a line end.
struct JSONLine {
    let data: Data

    init(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        data = try encoder.encode(value) + Data("\n".utf8)
    }
}
