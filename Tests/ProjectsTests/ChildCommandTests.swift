import Foundation
import Projects
import Testing

@Suite struct ChildCommandTests {
    @Test func aCommandThatFailsIsNamedWithTheEndOfItsLog() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "child \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let commands = [
            ChildCommand(name: "fine", arguments: ["-c", "true"], logs: folder),
            ChildCommand(
                name: "broken", arguments: ["-c", "echo no such corpus >&2; exit 1"],
                logs: folder),
        ]
        let problem = #expect(throws: StageProblem.self) {
            try ChildCommand.run(commands, executable: URL(filePath: "/bin/sh"), show: { _ in })
        }
        let log = folder.appending(path: "broken.log").path
        #expect(problem?.description == "broken failed; its log is \(log) and ends with:\nno such corpus")
    }

    @Test(arguments: [
        ("pre-training", "pre-training"), ("w/o warm start, seed 3: end", "w-o-warm-start-seed-3-end"), ("…", ""),
    ])
    func namesBecomeNamesOfFiles(name: String, file: String) {
        #expect(name.hyphenated == file)
    }

    @Test func commandsSideBySideAllEnd() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "child \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let commands = ["one", "two"].map { name in
            ChildCommand(
                name: name, arguments: ["-c", "sleep 0.3; echo \(name)"], logs: folder)
        }
        try ChildCommand.run(commands, executable: URL(filePath: "/bin/sh"), show: { _ in })
        for name in ["one", "two"] {
            #expect(try String(contentsOf: folder.appending(path: "\(name).log"), encoding: .utf8) == "\(name)\n")
        }
    }

    @Test(arguments: [("30 120", "w/o index 30/120"), ("30 120 blocks", "w/o index, blocks 30/120")])
    func whatACommandSaysOfItsProgressIsShown(said: String, shownAs: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "child \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // The command waits until what it said was seen, so that the test depends on no time.
        let seen = folder.appending(path: "seen")
        let script = "echo \(said) > \"$PYRAMIDION_PROGRESS\"; while [ ! -e '\(seen.path)' ]; do sleep 0.05; done"
        let command = ChildCommand(name: "w/o index", arguments: ["-c", script], logs: folder)
        var shown: [String] = []
        try ChildCommand.run([command], executable: URL(filePath: "/bin/sh")) { line in
            shown.append(line)
            if line.contains(shownAs) || shown.count > 200 {
                _ = FileManager.default.createFile(atPath: seen.path, contents: nil)
            }
        }
        #expect(shown.contains { $0.hasPrefix(shownAs) })
    }
}
