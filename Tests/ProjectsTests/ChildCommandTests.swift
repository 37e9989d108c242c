import Foundation
import Projects
import Testing

@Suite struct ChildCommandTests {
    @Test func aCommandThatFailsIsNamedWithTheEndOfItsLog() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "child \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let commands = [
            ChildCommand(name: "fine", arguments: ["-c", "true"], log: folder.appending(path: "fine.log")),
            ChildCommand(
                name: "broken", arguments: ["-c", "echo no such corpus >&2; exit 1"],
                log: folder.appending(path: "broken.log")),
        ]
        let problem = #expect(throws: StageProblem.self) {
            try ChildCommand.run(commands, executable: URL(filePath: "/bin/sh"), scratch: folder, show: { _ in })
        }
        let log = folder.appending(path: "broken.log").path
        #expect(problem?.description == "broken failed; its log is \(log) and ends with:\nno such corpus")
    }

    @Test func commandsSideBySideAllEnd() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "child \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let commands = ["one", "two"].map { name in
            ChildCommand(
                name: name, arguments: ["-c", "sleep 0.3; echo \(name)"], log: folder.appending(path: name))
        }
        try ChildCommand.run(commands, executable: URL(filePath: "/bin/sh"), scratch: folder, show: { _ in })
        for name in ["one", "two"] {
            #expect(try String(contentsOf: folder.appending(path: name), encoding: .utf8) == "\(name)\n")
        }
    }
}
