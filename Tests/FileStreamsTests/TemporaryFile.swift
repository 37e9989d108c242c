import Foundation

/// A file of one test, removed when the test is done.
final class TemporaryFile {
    let url: URL

    init(_ bytes: some Sequence<UInt8>, named name: String = "file") throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "streams-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        url = folder.appending(path: name)
        try Data(bytes).write(to: url)
    }

    deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }

    /// Lends the file, which must not be removed before `body` has ended.
    func open<Result>(_ body: (URL) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(url) }
    }

    /// What a program such as gzip makes of the bytes.
    static func compressed(_ bytes: some Sequence<UInt8>, by program: String) throws -> [UInt8] {
        let plain = try TemporaryFile(bytes)
        defer { withExtendedLifetime(plain) {} }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program, plain.url.path]
        try process.run()
        process.waitUntilExit()
        let suffix = program == "gzip" ? ".gz" : ".bz2"
        return Array(try Data(contentsOf: URL(filePath: plain.url.path + suffix)))
    }
}
