import Corpora
import DurableFiles
import Foundation
import Testing

@Suite struct DocumentFolderTests {
    private func read(_ url: URL, strict: Bool = false) throws -> (documents: [Document], report: ReadReport) {
        var documents: [Document] = []
        let report = try DocumentReader(url, strict: strict).forEach { documents.append($0) }
        return (documents, report)
    }

    @Test func filesAreReadInTheOrderOfTheirPaths() throws {
        let folder = try TemporaryFolder()
        try folder.write("Plain text.", to: "b/notes.v2.txt")
        try folder.write("# Heading\n\nSome *words*.", to: "b.md")
        try folder.write("<title>Page</title><p>Words", to: "Zoo.HTML")
        try folder.write("left out", to: "b/.hidden.txt")
        try folder.write("left out", to: ".git/notes.txt")
        try folder.write("left out", to: "program.c")
        let (documents, report) = try read(folder.url)
        #expect(
            documents == [
                Document(id: "Zoo.HTML", title: "Page", text: "Words"),
                Document(id: "b.md", title: "Heading", text: "Some words."),
                Document(id: "b/notes.v2.txt", title: "notes.v2", text: "Plain text."),
            ])
        #expect(report.problemCount == 0)
    }

    @Test func anElementOfOneTagHidesNothingInXHTML() throws {
        let folder = try TemporaryFolder()
        let page = "<script src=\"a.js\"/><p>Words</p>"
        try folder.write(page, to: "a.xhtml")
        try folder.write(page, to: "b.html")
        #expect(try read(folder.url).documents.map(\.text) == ["Words", ""])
    }

    @Test func oneFileIsACorpusToo() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("Plain text.", to: "notes.txt")
        #expect(try read(file).documents == [Document(id: "notes.txt", title: "notes", text: "Plain text.")])
    }

    @Test func filesThatAreNotTextAreCounted() throws {
        let folder = try TemporaryFolder()
        try folder.write([0x50, 0x4B, 0, 1], to: "a.txt")
        try folder.write([0x63, 0x61, 0x66, 0xE9], to: "b.txt")
        try folder.write("fine", to: "c.txt")
        let (documents, report) = try read(folder.url)
        #expect(documents.map(\.id) == ["c.txt"])
        #expect(
            report.problems.map(\.reason) == [
                "is a binary file, not text; left out",
                "is not UTF-8; convert it, for instance with iconv -f ISO-8859-1 -t UTF-8",
            ])
        #expect(report.problems.allSatisfy { $0.line == nil })
        #expect(throws: ReadReport.Problem.self) { try read(folder.url, strict: true) }
    }

    @Test func linksDoNotLeadInCircles() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("fine", to: "a/c.txt")
        let files = FileManager.default
        try files.createSymbolicLink(at: folder.url.appending(path: "a/loop"), withDestinationURL: folder.url)
        try files.createSymbolicLink(at: folder.url.appending(path: "b.txt"), withDestinationURL: file)
        try files.createSymbolicLink(
            at: folder.url.appending(path: "dangling.txt"),
            withDestinationURL: folder.url.appending(path: "nowhere.txt"))
        #expect(try read(folder.url).documents.map(\.id) == ["a/c.txt"])
    }

    @Test func foldersThatAreLeftOutAreNotRead() throws {
        let folder = try TemporaryFolder()
        try folder.write("The bridge was built in 1702.", to: "bridge.txt")
        try folder.write("[PAD]", to: "project/pretrain/vocab.txt")
        try folder.write("The mill stands on the Lenn.", to: "project notes/mill.txt")
        let link = folder.url.appending(path: "link")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder.url)
        for leftOut in [folder.url.appending(path: "project/"), link.appending(path: "project")] {
            let reader = try DocumentReader(folder.url, leavingOut: [leftOut])
            var ids: [String] = []
            _ = try reader.forEach { ids.append($0.id ?? "") }
            #expect(ids == ["bridge.txt", "project notes/mill.txt"])
            #expect(try reader.byteCount() == 57)
        }
    }

    @Test func aFileThatIsTooLargeIsLeftOut() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "word ", count: 30), to: "a.txt")
        let report = try DocumentReader(folder.url, limits: ReadLimits(largestFile: 100)).forEach { _ in }
        #expect(report.documents == 0)
        #expect(
            report.problems.map(\.reason) == ["is larger than 100 bytes; split it, or give it as JSON lines"])
    }

    @Test func whatIsNotThereOrNotKnownIsAnError() throws {
        let folder = try TemporaryFolder()
        let program = try folder.write("int main", to: "main.c")
        #expect(throws: FileProblem.self) { try DocumentReader(folder.url.appending(path: "nowhere")) }
        #expect {
            try DocumentReader(program)
        } throws: { error in
            (error as? FileProblem)?.reason.hasPrefix("its name does not tell what it holds; expected a folder") == true
        }
        #expect(try DocumentReader(program, format: .jsonl).forEach { _ in }.problemCount == 1)
    }
}
