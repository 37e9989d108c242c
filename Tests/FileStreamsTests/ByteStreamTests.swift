import DurableFiles
import FileStreams
import Foundation
import Randomness
import Testing

@Suite struct ByteStreamTests {
    private let text = Array((0..<40_000).map { "Lighthouse \($0 * $0) stands on a rock.\n" }.joined().utf8)

    private func read(_ bytes: some Sequence<UInt8>) throws -> [UInt8]? {
        try TemporaryFile(bytes).open { try ByteStream($0).readAll(limit: 1 << 30) }
    }

    @Test(arguments: ["gzip", "bzip2"])
    func compressedFilesAreReadAsTheirContent(program: String) throws {
        #expect(try read(try TemporaryFile.compressed(text, by: program)) == text)
        #expect(try read(try TemporaryFile.compressed([], by: program)) == [])
    }

    @Test(arguments: ["gzip", "bzip2"])
    func severalPartsFollowOneAnother(program: String) throws {
        var file: [UInt8] = []
        var content: [UInt8] = []
        for count in [70_000, 0, 1, 300_000] {
            file += try TemporaryFile.compressed(text[..<count], by: program)
            content += text[..<count]
        }
        #expect(try read(file) == content)
    }

    @Test func plainFilesAreReadAsTheyAre() throws {
        #expect(try read(text) == text)
        #expect(try read([]) == [])
        #expect(try read("BZh9 is how a bzip2 file begins.".utf8) == Array("BZh9 is how a bzip2 file begins.".utf8))
    }

    @Test(arguments: ["gzip", "bzip2"])
    func aFileThatEndsEarlyIsAnError(program: String) throws {
        let whole = try TemporaryFile.compressed(text, by: program)
        for length in [whole.count - 1, whole.count / 2, 11] {
            #expect {
                try read(whole[..<length])
            } throws: { error in
                (error as? FileProblem)?.reason == "ends inside compressed data; copy or download it again"
            }
        }
    }

    @Test(arguments: ["gzip", "bzip2"])
    func damageIsAnErrorOrOtherContentButNeverACrash(program: String) throws {
        let whole = try TemporaryFile.compressed(text[..<20_000], by: program)
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<300 {
            var bytes = whole
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            do { _ = try read(bytes) } catch { #expect(error is FileProblem) }
        }
    }

    @Test func aDamagedBlockIsNamedAsDamaged() throws {
        var bytes = try TemporaryFile.compressed(text, by: "bzip2")
        for place in bytes.count / 2..<bytes.count / 2 + 50 { bytes[place] = 0xA5 }
        #expect {
            try read(bytes)
        } throws: { error in
            (error as? FileProblem)?.reason
                == "is damaged compressed data (bzip2's checks fail); copy or download it again"
        }
    }

    @Test func missingFilesAndFoldersAreNamed() throws {
        let missing = #expect(throws: FileProblem.self) { try ByteStream(URL(filePath: "/nowhere/pages.xml")) }
        #expect(missing?.description == "/nowhere/pages.xml: cannot be read: No such file or directory")
        let folder = #expect(throws: FileProblem.self) { try ByteStream(URL(filePath: "/")).readAll(limit: 1) }
        #expect(folder?.description == "/: cannot be read: Is a directory")
    }

    @Test func aLimitIsKept() throws {
        let file = try TemporaryFile(text)
        #expect(try file.open { try ByteStream($0).readAll(limit: text.count) } == text)
        #expect(try file.open { try ByteStream($0).readAll(limit: text.count - 1) } == nil)
    }
}
