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

    private static let texts = FolderKind("a text", markedBy: "text")

    private func publish(
        _ text: String, at folder: URL, replacing kind: FolderKind? = Self.texts, apartFrom inputs: [URL] = []
    ) throws {
        try DurableFolder.publish(folder, replacing: kind, apartFrom: inputs) {
            try Data(text.utf8).write(to: $0.appending(path: "text"))
        }
    }

    private func write(_ text: String, to file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func contents(_ folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func aPublishedFolderHoldsWhatWasWrittenAndVerifies() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "gen-0001")
            try publish("obelisk", at: folder)
            try DurableFolder.verify(folder, thoroughly: true)
            #expect(try String(contentsOf: folder.appending(path: "text"), encoding: .utf8) == "obelisk")
        }
    }

    @Test(arguments: [true, false])
    func foldersWithinItArePublishedToo(isListed: Bool) throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "project")
            try DurableFolder.publish(folder, replacing: nil, isListed: isListed) { aside in
                try write("obelisk", to: aside.appending(path: "a/b/text"))
                try FileManager.default.createDirectory(
                    at: aside.appending(path: "a/empty"), withIntermediateDirectories: false)
                try FileManager.default.createSymbolicLink(
                    atPath: aside.appending(path: "a/dangling").path, withDestinationPath: "nothing")
            }
            let expected = ["a", "a/b", "a/b/text", "a/dangling", "a/empty"]
            #expect(try contents(folder) == (isListed ? ["FILES.json"] : []) + expected)
            if isListed { try DurableFolder.verify(folder, thoroughly: true) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["project"])
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
            #expect(throws: Stop.self) {
                try DurableFolder.publish(folder, replacing: Self.texts) { _ in throw Stop() }
            }
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

    @Test func aFolderThatAnEndedProcessHadMovedAsideIsPutBack() throws {
        struct Stop: Error {}
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "gen-0001")
            try publish("obelisk", at: folder)
            try FileManager.default.moveItem(at: folder, to: scratch.appending(path: ".gen-0001.partial-former-1234"))
            #expect(throws: Stop.self) {
                try DurableFolder.publish(folder, replacing: Self.texts) { _ in throw Stop() }
            }
            try DurableFolder.verify(folder, thoroughly: true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["gen-0001"])
        }
    }

    // MARK: What is not replaced

    /// Why a publication at `folder` is refused; what lies in `scratch` is then as it was.
    private func refusal(
        _ folder: URL, in scratch: URL, replacing kind: FolderKind? = Self.texts, apartFrom inputs: [URL] = []
    ) throws -> String? {
        let before = try contents(scratch)
        let problem = #expect(throws: FileProblem.self) {
            try publish("pyramidion", at: folder, replacing: kind, apartFrom: inputs)
        }
        #expect(try contents(scratch) == before)
        #expect(problem?.path == folder.path)
        return problem?.reason
    }

    @Test func aFolderThatSomebodyElseFilledIsRefused() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "notes")
            for name in ["d.txt", "a.txt", "c/b.txt", "e.txt", "f.txt"] {
                try write("mine", to: folder.appending(path: name))
            }
            #expect(
                try refusal(folder, in: scratch)
                    == "is not a text that could be replaced: it holds a.txt, c, d.txt and 2 more; "
                    + "name another folder with --out")
            #expect(try String(contentsOf: folder.appending(path: "c/b.txt"), encoding: .utf8) == "mine")
        }
    }

    @Test func aFolderOfAnotherKindIsRefused() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "corpus")
            try publish("obelisk", at: folder)
            let other = FolderKind("an index", markedBy: "vectors")
            #expect(
                try refusal(folder, in: scratch, replacing: other)
                    == "is not an index that could be replaced: it holds FILES.json, text; "
                    + "name another folder with --out")
            #expect(
                try refusal(folder, in: scratch, replacing: nil)
                    == "is there already and not empty; name another folder with --out")
        }
    }

    @Test func aPublishedFolderToWhichSomethingWasAddedIsRefused() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "corpus")
            try publish("obelisk", at: folder)
            try write("mine", to: folder.appending(path: "own/notes.txt"))
            #expect(
                try refusal(folder, in: scratch)
                    == "is a text that holds more than was written: own/notes.txt; move that away, or name another folder "
                    + "with --out")
        }
    }

    @Test func aFileInTheWayIsRefused() throws {
        try inScratchFolder { scratch in
            let file = scratch.appending(path: "corpus")
            try write("mine", to: file)
            #expect(try refusal(file, in: scratch) == "is a file; name another folder with --out")
        }
    }

    @Test func whatIsReadIsNeitherReplacedNorEnclosed() throws {
        try inScratchFolder { scratch in
            let folder = scratch.appending(path: "corpus")
            try publish("obelisk", at: folder)
            let same = scratch.appending(path: "other/../corpus")
            #expect(
                try refusal(folder, in: scratch, apartFrom: [same])
                    == "is what is to be read; name another folder with --out")
            let inner = folder.appending(path: "text")
            #expect(
                try refusal(folder, in: scratch, apartFrom: [inner])
                    == "holds what is to be read, \(inner.path); name another folder with --out")
            let beside = scratch.appending(path: "corpus-2")
            try publish("pyramidion", at: folder, apartFrom: [beside, scratch])
        }
    }

    @Test func anEmptyFolderIsFilledWhicheverKindItIsToBe() throws {
        try inScratchFolder { scratch in
            let kinds: [(String, FolderKind?)] = [("a", Self.texts), ("b", nil)]
            for (name, kind) in kinds {
                let folder = scratch.appending(path: name)
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try publish("obelisk", at: folder, replacing: kind)
                try DurableFolder.verify(folder, thoroughly: true)
            }
        }
    }

    /// Whoever put something there meanwhile keeps it.
    @Test func whatAppearsWhileTheFolderIsMadeIsKept() throws {
        try inScratchFolder { scratch throws in
            let folder = scratch.appending(path: "corpus")
            #expect(throws: FileProblem.self) {
                try DurableFolder.publish(folder, replacing: Self.texts) { _ in
                    try write("mine", to: folder.appending(path: "notes.txt"))
                }
            }
            #expect(try contents(scratch) == ["corpus", "corpus/notes.txt"])
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
