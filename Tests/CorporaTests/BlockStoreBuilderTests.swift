import Corpora
import DurableFiles
import Foundation
import Testing

@Suite struct BlockStoreBuilderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var store: URL { folder.url.appending(path: "corpus") }

    private func build(_ readers: [DocumentReader], _ options: BlockOptions = BlockOptions()) throws -> BuildReport {
        try BlockStoreBuilder.build(from: readers, tokenizer: try Samples.tokenizer(), options: options, to: store)
    }

    @Test func theReportCountsWhatBecameOfEverything() throws {
        let lines = try Samples.jsonl(Samples.documents) + Data("not JSON\n".utf8)
        let first = try DocumentReader(try folder.write(lines, to: "a.jsonl"))
        try folder.write("A note. Another.", to: "notes/a.txt")
        let second = try DocumentReader(folder.url.appending(path: "notes"))
        let report = try build([first, second])
        #expect(report.reading.documents == 5 && report.emptyDocuments == 1 && report.documents == 4)
        #expect(report.reading.problemCount == 1 && report.reading.problems.first?.line == 5)
        let opened = try BlockStore(opening: store)
        #expect(opened.count == report.blocks && opened.manifest.tokens == report.tokens)
        #expect(opened.fingerprint == report.fingerprint)
        #expect(opened.documentId(ofDocument: 3) == "a.txt")
    }

    @Test func nothingIsLeftBehindWhenThereIsNoText() throws {
        let file = try folder.write("not JSON\n{\"text\": \"\"}\n", to: "a.jsonl")
        let reader = try DocumentReader(file)
        #expect {
            try build([reader])
        } throws: { error in
            "\(error)".hasPrefix(
                "no text for a corpus in \(file.path): 1 document read, none with a word in it; 1 left out, the first:"
                    + " \(file.path):1: not JSON at byte 1")
        }
        #expect(!FileManager.default.fileExists(atPath: store.path))
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "none"), withIntermediateDirectories: true)
        #expect {
            try build([try DocumentReader(folder.url.appending(path: "none"))])
        } throws: { error in
            "\(error)".contains("0 documents read; expected .txt")
        }
    }

    @Test func aStrictReaderEndsTheBuild() throws {
        let file = try folder.write("{\"text\": \"One.\"}\nnot JSON\n", to: "a.jsonl")
        let reader = try DocumentReader(file, strict: true)
        #expect(throws: ReadReport.Problem.self) { try build([reader]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["a.jsonl"])
    }

    @Test(arguments: [0, 15, 5_000])
    func limitsThatMakeNoSenseAreRefused(blockTokens: Int) throws {
        let reader = try DocumentReader(try folder.write("{\"text\": \"One.\"}", to: "a.jsonl"))
        #expect {
            try build([reader], BlockOptions(blockTokens: blockTokens))
        } throws: { error in
            "\(error)" == "blocks of \(blockTokens) tokens: expected 16 to 4096"
        }
    }

    /// In a process of its own, where no other test takes memory at the same time.
    @Test func aLargeCorpusIsBuiltInLittleMemory() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let text = String(repeating: "The light was lit again. ", count: 80)
            let line = "{\"title\": \"Cap Morel\", \"text\": \"\(text)\"}\n"
            let bytes = line.utf8.count * 10_000
            #expect(bytes > 20_000_000)
            let file = try folder.write(String(repeating: line, count: 10_000), to: "a.jsonl")
            let before = try residentBytes()
            var most = before
            var steps = 0
            let report = try BlockStoreBuilder.build(
                from: [try DocumentReader(file)], tokenizer: try Samples.tokenizer(),
                to: folder.url.appending(path: "corpus"),
                progress: { done, total in
                    steps += 1
                    most = max(most, (try? residentBytes()) ?? .max)
                    #expect(done <= total && total == bytes)
                })
            #expect(report.documents == 10_000 && steps > 10)
            #expect(most - before < 64 << 20)
        }
    }
}

/// The memory of this process that is present, from the operating system's own account.
private func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (Int(pages.dropFirst().first ?? "") ?? 0) * 4096
}
