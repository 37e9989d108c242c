import Foundation
import Projects
import Testing

@Suite struct MemoryWatchTests {
    private let own = Int(ProcessInfo.processInfo.processIdentifier)

    @Test func aTreeHoldsWhatItsProcessesHold() throws {
        let child = Process()
        let (input, output) = (Pipe(), Pipe())
        child.executableURL = URL(filePath: "/bin/cat")
        child.standardInput = input
        child.standardOutput = output
        try child.run()
        defer {
            try? input.fileHandleForWriting.close()
            child.waitUntilExit()
        }
        // Once it has answered it waits for more, and what it holds no longer changes.
        try input.fileHandleForWriting.write(contentsOf: Data("ready\n".utf8))
        #expect(try output.fileHandleForReading.read(upToCount: 6) == Data("ready\n".utf8))
        let process = Int(child.processIdentifier)
        let alone = ResidentMemory.bytes(of: process)
        #expect(alone > 0)
        #expect(ResidentMemory.bytes(ofTree: process) == alone)
        #expect(ResidentMemory.bytes(ofTree: own) > ResidentMemory.bytes(of: own) / 2 + alone)
    }

    @Test func aProcessThatIsNotThereHoldsNothing() {
        #expect(ResidentMemory.bytes(of: 0) == 0)
        #expect(ResidentMemory.bytes(ofTree: Int(Int32.max)) == 0)
    }

    @Test func aStageIsRememberedWithItsMemory() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "memory \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var ledger = StageLedger(file: folder.appending(path: "stages.json"))
        try ledger.run("index", inputs: [], results: [], report: { _ in }) {}
        let kept = StageLedger(file: folder.appending(path: "stages.json")).entries["index"]?.peakMemoryBytes
        #expect(try #require(kept) > 1 << 20)
    }
}
