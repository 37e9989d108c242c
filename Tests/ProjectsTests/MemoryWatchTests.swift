import Foundation
import Projects
import Testing

@Suite struct MemoryWatchTests {
    private let own = Int(ProcessInfo.processInfo.processIdentifier)

    @Test func aTreeHoldsWhatItsProcessesHold() throws {
        let child = Process()
        child.executableURL = URL(filePath: "/bin/sleep")
        child.arguments = ["30"]
        try child.run()
        defer {
            child.terminate()
            child.waitUntilExit()
        }
        let process = Int(child.processIdentifier)
        let alone = ResidentMemory.bytes(of: process)
        #expect(alone > 0)
        #expect(ResidentMemory.bytes(ofTree: process) == alone)
        #expect(ResidentMemory.bytes(ofTree: own) >= alone + ResidentMemory.bytes(of: own) / 2)
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
