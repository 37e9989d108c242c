import DurableFiles
import Foundation
import Testing

@Suite struct DurableFileTests {
    /// A folder that is removed when the closure returns.
    private func inScratchFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "durable \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// Makes a file, or a folder with something in it, that has not changed for some time.
    private func make(_ name: String, in folder: URL, age: Double, isFolder: Bool = false) throws {
        let place = folder.appending(path: name)
        if isFolder {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
            try Data("mine".utf8).write(to: place.appending(path: "notes"))
        } else {
            try Data("part".utf8).write(to: place)
        }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: place.path)
    }

    private func names(_ folder: URL) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    }

    @Test func aFileIsReplacedAndNothingStaysBesideIt() throws {
        try inScratchFolder { folder in
            let file = folder.appending(path: "a.json")
            for text in ["obelisk", "pyramidion", ""] {
                try DurableFile.write(Data(text.utf8), to: file)
                #expect(try String(contentsOf: file, encoding: .utf8) == text)
                #expect(try names(folder) == ["a.json"])
            }
        }
    }

    @Test func whatCannotBePutInPlaceLeavesNothing() throws {
        try inScratchFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "a.json/b"), withIntermediateDirectories: true)
            #expect(throws: FileProblem.self) {
                try DurableFile.write(Data("a".utf8), to: folder.appending(path: "a.json"))
            }
            #expect(try names(folder) == ["a.json"])
        }
    }

    @Test func leftoversOfAnEndedProcessAreRemovedByTheNextWriting() throws {
        try inScratchFolder { folder in
            for _ in 0..<2 { try make(".a.json.\(UUID().uuidString)", in: folder, age: 100) }
            try DurableFile.write(Data("a".utf8), to: folder.appending(path: "a.json"))
            #expect(try names(folder) == ["a.json"])
        }
    }

    @Test func whatAnotherMayStillBeWritingIsKeptAndSoIsAllElse() throws {
        try inScratchFolder { folder in
            let id = UUID().uuidString
            let young = ".a.json.\(UUID().uuidString)"
            let others = [
                ".a.json.notes", ".b.json.\(id)", "a.json.\(id)", ".a.json.\(id).bak", ".a.json.partial-\(id)",
            ]
            try make(young, in: folder, age: 0)
            for other in others { try make(other, in: folder, age: 100) }
            let own = ".a.json.\(UUID().uuidString)"
            try make(own, in: folder, age: 100, isFolder: true)
            try DurableFile.write(Data("a".utf8), to: folder.appending(path: "a.json"))
            #expect(try names(folder) == Set(others + [young, own, "a.json"]))
        }
    }
}
