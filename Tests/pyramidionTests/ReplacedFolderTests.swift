import Foundation
import Testing

/// A folder at `--out` is replaced by one of its own kind, and by nothing else.
@Suite struct ReplacedFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder(vocabulary: TownGazetteer.vocabulary) }

    @Test func aFolderOfDocumentsIsNotReplacedByItsCorpus() throws {
        try folder.write("Kelso is a market town.", to: "notes/kelso.txt")
        let outcome = try Program.run([
            "corpus", "build", folder.path("notes"), "--vocabulary", folder.path("vocab.txt"), "--out",
            folder.path("notes"),
        ])
        expectFailure(outcome, "notes: is what is to be read", "--out")
        try folder.write("mine", to: "other/list.md")
        let other = try Program.run([
            "corpus", "build", folder.path("notes"), "--vocabulary", folder.path("vocab.txt"), "--out",
            folder.path("other"),
        ])
        expectFailure(other, "other: is not a corpus that could be replaced: it holds list.md", "--out")
        #expect(folder.entries == ["notes", "notes/kelso.txt", "other", "other/list.md", "vocab.txt"])
    }

    @Test func aCorpusIsReplacedByACorpusAndByNothingElse() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        #expect(try folder.build("towns.jsonl").exitCode == 0)
        #expect(try folder.build("towns.jsonl").exitCode == 0)
        let corpus = folder.path("corpus")
        expectFailure(
            try Program.run(["index", "build", "--lexical", "--corpus", corpus, "--out", corpus]),
            "corpus: is what is to be read", "--out")
        let around = try Program.run([
            "index", "build", "--lexical", "--corpus", corpus, "--out", folder.url.path,
        ])
        expectFailure(around, "holds what is to be read", "--out")
        let lexical = folder.path("lexical")
        #expect(try Program.run(["index", "build", "--lexical", "--corpus", corpus, "--out", lexical]).exitCode == 0)
        let swapped = try Program.run([
            "corpus", "build", folder.path("towns.jsonl"), "--vocabulary", folder.path("vocab.txt"), "--out", lexical,
        ])
        expectFailure(swapped, "lexical: is not a corpus that could be replaced", "--out")
        #expect(try Program.run(["corpus", "show", corpus, "--verify"]).exitCode == 0)
        #expect(try Program.run(["index", "verify", lexical]).exitCode == 0)
    }
}
