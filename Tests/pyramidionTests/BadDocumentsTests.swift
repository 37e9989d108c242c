import Foundation
import Testing

/// What is wrong with documents is said with its place; no corpus is left half-written, and nothing that was there is lost.
@Suite struct BadDocumentsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder(vocabulary: TownGazetteer.vocabulary) }

    @Test func missingDocuments() throws {
        expectFailure(try folder.build("nothing.jsonl"), "nothing.jsonl: no such file or folder")
        #expect(folder.entries == ["vocab.txt"])
    }

    @Test func emptyDocuments() throws {
        try folder.write("", to: "empty.jsonl")
        expectFailure(try folder.build("empty.jsonl"), "no text for a corpus in", "empty.jsonl", "expected")
        #expect(folder.entries == ["empty.jsonl", "vocab.txt"])
    }

    @Test func aFolderOfBinaryFiles() throws {
        try folder.write(Data([0x89, 0x50, 0, 1, 2]), to: "pictures/a.txt")
        expectFailure(try folder.build("pictures"), "no text for a corpus in", "a.txt: is a binary file")
        #expect(!folder.entries.contains("corpus"))
    }

    @Test(arguments: [
        (#"{"text": 5}"#, "text"), (#"{"text": "cut o"#, "the line ends too early"), ("[1, 2]", "a JSON object"),
        (#"{"title": "no text"}"#, "text"),
    ])
    func wrongLinesAreCountedAndNamedAndStopAStrictBuild(line: String, word: String) throws {
        try folder.write(TownGazetteer.jsonLines + Data(line.utf8), to: "towns.jsonl")
        expectFailure(try folder.build("towns.jsonl", "--strict"), "towns.jsonl:61: ", word)
        #expect(folder.entries == ["towns.jsonl", "vocab.txt"])
        let lenient = try folder.build("towns.jsonl", "--json")
        #expect(lenient.exitCode == 0)
        #expect(lenient.json["problems"] as? Int == 1)
        #expect(lenient.errors.contains("left out: \(folder.path("towns.jsonl")):61: "))
    }

    @Test func linesThatAreNotTextAndRepeatedIdsAreNamed() throws {
        let repeated = #"{"id": 3, "text": "The bridge of Kelso."}"# + "\n"
        try folder.write(TownGazetteer.jsonLines + Data(repeated.utf8) + Data([0xFF, 0xFE, 0x0A]), to: "towns.jsonl")
        let outcome = try folder.build("towns.jsonl", "--json")
        #expect(outcome.json["problems"] as? Int == 2)
        #expect(outcome.errors.contains("towns.jsonl:61: "))
        #expect(outcome.errors.contains("towns.jsonl:62: "))
    }

    @Test func anEnormousLineIsLeftOutAndTheRestIsRead() throws {
        let enormous = #"{"text": ""# + String(repeating: "a ", count: 33 << 20) + "\"}\n"
        try folder.write(Data(enormous.utf8) + TownGazetteer.jsonLines, to: "towns.jsonl")
        let outcome = try folder.build("towns.jsonl", "--json")
        #expect(outcome.exitCode == 0)
        #expect(outcome.json["documents"] as? Int == 60)
        #expect(outcome.errors.contains("towns.jsonl:1: "))
    }

    @Test func aTruncatedArchiveIsNamed() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        _ = try Program.shell(#"gzip -k "$1" && truncate -s -40 "$1.gz""#, folder.path("towns.jsonl"))
        let outcome = try folder.build("towns.jsonl.gz")
        expectFailure(outcome, "towns.jsonl.gz")
        #expect(!folder.entries.contains("corpus"))
    }

    @Test func aDiskThatFillsUpLeavesNothingBehind() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        // A limit on file sizes stands for a full disk: writing fails in the middle.
        let outcome = try Program.shell(
            #"trap "" XFSZ; ulimit -f 1; "$0" corpus build "$1/towns.jsonl" --vocabulary "$1/vocab.txt" --out "$1/corpus""#,
            folder.url.path)
        expectFailure(outcome, folder.url.path, "File too large")
        #expect(folder.entries == ["towns.jsonl", "vocab.txt"])
    }

    @Test func aFolderThatCannotBeWritten() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        try folder.write("a file in the way", to: "corpus-parent")
        let outcome = try Program.run([
            "corpus", "build", folder.path("towns.jsonl"), "--vocabulary", folder.path("vocab.txt"), "--out",
            folder.path("corpus-parent/corpus"),
        ])
        expectFailure(outcome, "corpus-parent", "cannot be written")
        #expect(folder.entries == ["corpus-parent", "towns.jsonl", "vocab.txt"])
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func aFolderWithoutPermission() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        try folder.write("", to: "locked/file")
        _ = try Program.shell(#"chmod 555 "$1""#, folder.path("locked"))
        let outcome = try Program.run([
            "corpus", "build", folder.path("towns.jsonl"), "--vocabulary", folder.path("vocab.txt"), "--out",
            folder.path("locked/corpus"),
        ])
        expectFailure(outcome, "locked", "ermission denied")
    }
}
