import Corpora
import DurableFiles
import Foundation
import Testing

@Suite struct CompressedFileTests {
    private func compressed(_ text: String) throws -> Data {
        let folder = try TemporaryFolder()
        let file = try folder.write(text, to: "plain")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", file.path]
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: folder.url.appending(path: "plain.gz"))
    }

    private let lines = (0..<5_000).map { "{\"id\": \($0), \"text\": \"Passage number \($0 * $0).\"}\n" }.joined()

    @Test func compressedLinesAreRead() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(try compressed(lines), to: "corpus.jsonl.gz")
        var count = 0
        let report = try DocumentReader(file).forEach { document in
            #expect(document.text == "Passage number \(count * count).")
            count += 1
        }
        #expect(count == 5_000 && report.problemCount == 0)
    }

    @Test func severalCompressedPartsInOneFileAreRead() throws {
        let folder = try TemporaryFolder()
        let parts = try compressed("{\"text\": \"a\"}\n") + compressed("{\"text\": \"b\"}\n")
        let file = try folder.write(parts, to: "corpus.jsonl.gz")
        #expect(try DocumentReader(file).forEach { _ in }.documents == 2)
    }

    @Test func aFileThatEndsEarlyIsAnError() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(try compressed(lines).dropLast(100), to: "corpus.jsonl.gz")
        #expect {
            try DocumentReader(file).forEach { _ in }
        } throws: { error in
            (error as? FileProblem)?.reason == "ends inside compressed data; copy or download it again"
        }
    }

    @Test func aDamagedFileIsAnError() throws {
        let folder = try TemporaryFolder()
        var bytes = try compressed(lines)
        for place in bytes.count / 2..<bytes.count / 2 + 50 { bytes[place] = 0xA5 }
        let file = try folder.write(bytes, to: "corpus.jsonl.gz")
        #expect {
            try DocumentReader(file).forEach { _ in }
        } throws: { error in
            (error as? FileProblem)?.reason.contains("is damaged compressed data") == true
        }
    }
}
