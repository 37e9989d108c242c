import DurableFiles
import Foundation
import Testing

@Suite struct DurableFolderTests {
    /// A folder that is removed when the closure returns.
    private func inScratchFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "durable \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func publish(_ text: String, at folder: URL) throws {
        try DurableFolder.publish(folder) { try Data(text.utf8).write(to: $0.appending(path: "text")) }
    }

    @Test func aPublishedFolderHoldsWhatWasWrittenAndVerifies() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "gen-0001")
            try publish("obelisk", at: folder)
            try DurableFolder.verify(folder, thoroughly: true)
            #expect(try String(contentsOf: folder.appending(path: "text"), encoding: .utf8) == "obelisk")
        }
    }

    @Test func theListingTellsChecksumsWithoutReadingTheFiles() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "gen-0001")
            try publish("obelisk", at: folder)
            try Data("changed".utf8).write(to: folder.appending(path: "text"))
            #expect(try DurableFolder.listedFingerprint(of: "text", in: folder) == Fingerprint(of: "obelisk"))
            #expect(try DurableFolder.listedFingerprint(of: "other", in: folder) == nil)
            #expect(throws: FileProblem.self) { try DurableFolder.listedFingerprint(of: "text", in: scratch) }
        }
    }

    @Test func whatFailsLeavesTheFormerFolderAndNothingBesideIt() throws {
        struct Stop: Error {}
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "gen-0001")
            try publish("obelisk", at: folder)
            #expect(throws: Stop.self) { try DurableFolder.publish(folder) { _ in throw Stop() } }
            try DurableFolder.verify(folder, thoroughly: true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["gen-0001"])
        }
    }

    @Test func aReplacedFolderHoldsTheNewContentOnly() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "gen-0001")
            try publish("obelisk", at: folder)
            try publish("pyramidion", at: folder)
            #expect(try String(contentsOf: folder.appending(path: "text"), encoding: .utf8) == "pyramidion")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["gen-0001"])
        }
    }

    @Test func leftoversOfAnEndedProcessAreRemovedByTheNextPublication() throws {
        try inScratchFolder { scratch in
            let leftover = scratch.appending(path: ".gen-0001.partial-1234")
            try FileManager.default.createDirectory(at: leftover, withIntermediateDirectories: true)
            try publish("obelisk", at: scratch.appending(path: "gen-0001"))
            #expect(!FileManager.default.fileExists(atPath: leftover.path))
        }
    }

    @Test func aChangedByteIsFoundByAThoroughCheckAndAMissingOneByEither() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "gen-0001")
            try publish("obelisk", at: folder)
            try Data("obelisc".utf8).write(to: folder.appending(path: "text"))
            try DurableFolder.verify(folder, thoroughly: false)
            #expect(throws: FileProblem.self) { try DurableFolder.verify(folder, thoroughly: true) }
            try Data("obelis".utf8).write(to: folder.appending(path: "text"))
            let problem = #expect(throws: FileProblem.self) { try DurableFolder.verify(folder, thoroughly: false) }
            #expect(problem?.reason == "has 6 bytes where 7 were written; make the folder again")
        }
    }

    @Test func thePointerNamesTheLastSwappedGenerationAndRefusesOneThatIsGone() throws {
        try inScratchFolder { scratch in
            let pointer = CurrentPointer(in: scratch)
            #expect(try pointer.read() == nil)
            try publish("obelisk", at: scratch.appending(path: "gen-0001"))
            try pointer.swap(to: "gen-0001")
            #expect(try pointer.read()?.lastPathComponent == "gen-0001")
            try pointer.swap(to: "gen-0002")
            #expect(throws: FileProblem.self) { try pointer.read() }
        }
    }
}
