import DurableFiles
import Foundation
import Projects
import Testing

@Suite struct FolderStateTests {
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "state \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "in"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// Writes a file as if at another time.
    private func write(_ text: String, _ file: URL, at time: Double) throws {
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: file.path)
    }

    @Test func aFileThatWasChangedWithoutGrowingIsNoticed() throws {
        try inFolder { folder in
            for name in ["articles.jsonl", "in/notes.txt"] {
                let file = folder.appending(path: name)
                let root = name.hasPrefix("in/") ? folder.appending(path: "in") : file
                try write("old", file, at: 1_000)
                let before = try FolderState.words(root)
                #expect(try FolderState.words(root) == before)
                try write("new", file, at: 2_000)
                #expect(try FolderState.words(root) != before)
            }
        }
    }

    @Test func filesThatComeAndGoAreNoticedAndAFoldersOwnTimeIsNot() throws {
        try inFolder { folder in
            try write("a", folder.appending(path: "a.txt"), at: 1_000)
            let before = try FolderState.words(folder)
            try write("b", folder.appending(path: "in/b.txt"), at: 1_000)
            #expect(try FolderState.words(folder) != before)
            try FileManager.default.removeItem(at: folder.appending(path: "in/b.txt"))
            #expect(try FolderState.words(folder) == before)
        }
    }

    @Test func whatALinkLeadsToCounts() throws {
        try inFolder { folder in
            let target = folder.appending(path: "target")
            try write("old", target, at: 1_000)
            let link = folder.appending(path: "in/link.txt")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
            let before = try FolderState.words(folder.appending(path: "in"))
            try write("longer", target, at: 1_000)
            #expect(try FolderState.words(folder.appending(path: "in")) != before)
        }
    }

    @Test func aFolderThatIsReachedByALinkIsLookedInto() throws {
        try inFolder { folder in
            let link = folder.appending(path: "link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder.appending(path: "in"))
            let before = try FolderState.words(link)
            try write("a", folder.appending(path: "in/a.txt"), at: 1_000)
            #expect(try FolderState.words(link) != before)
        }
    }

    @Test func aFolderThatIsLeftOutDoesNotCountAndItsNeighboursDo() throws {
        try inFolder { folder in
            try write("a", folder.appending(path: "a.txt"), at: 1_000)
            let link = folder.deletingLastPathComponent().appending(path: "\(folder.lastPathComponent) link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
            defer { try? FileManager.default.removeItem(at: link) }
            for leftOut in [folder.appending(path: "in"), link.appending(path: "in")] {
                let before = try FolderState.words(folder, leavingOut: leftOut)
                try write("b", leftOut.appending(path: "b-\(UUID().uuidString).txt"), at: 1_000)
                #expect(try FolderState.words(folder, leavingOut: leftOut) == before)
                try write("c", folder.appending(path: "in-\(UUID().uuidString).txt"), at: 1_000)
                #expect(try FolderState.words(folder, leavingOut: leftOut) != before)
            }
            let elsewhere = URL(filePath: "/nowhere/in")
            #expect(try FolderState.words(folder, leavingOut: elsewhere) == FolderState.words(folder))
        }
    }

    @Test func whatIsNotThereIsNamed() {
        let problem = #expect(throws: FileProblem.self) { try FolderState.words(URL(filePath: "/nowhere/notes")) }
        #expect(problem?.description == "/nowhere/notes: there is no such file or folder")
    }
}
