import Foundation
import Testing

/// What is wrong with vocabularies, settings and questions is said with its place and what to do.
@Suite struct BadInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder(vocabulary: TownGazetteer.vocabulary) }

    @Test func theDemonstrationBeforeAnythingWasDownloaded() throws {
        expectFailure(
            try Program.run(["demo", "--data", "--cache", folder.path("cache")]), "cache/data/sources", "make data")
        #expect(folder.entries == ["vocab.txt"])
    }

    @Test(arguments: [
        ("", "the vocabulary is empty"), ("[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n", "[MASK] is missing"),
        ("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nthe\n", "vocab.txt:7: \"the\" stands already on line 6"),
    ])
    func vocabulariesThatCannotBeUsed(content: String, words: String) throws {
        try folder.write(content, to: "vocab.txt")
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        expectFailure(try folder.build("towns.jsonl"), "vocab.txt", words)
        #expect(!folder.entries.contains("corpus"))
    }

    @Test func anUnknownSettingIsNamedWithTheNearestOne() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        try folder.write("corpus:\n  blokTokens: 96\n", to: "config.yaml")
        expectFailure(
            try folder.build("towns.jsonl", "--config", folder.path("config.yaml")),
            "config.yaml:2: corpus.blokTokens is not a setting; did you mean corpus.blockTokens?")
        expectFailure(
            try folder.build("towns.jsonl", "--set", "corpus.blockTokens=many"), "--set corpus.blockTokens=many",
            "whole number")
        #expect(!folder.entries.contains("corpus"))
    }

    @Test func questionFilesThatHoldNoQuestion() throws {
        let project = try TrainedProject.shared.get()
        func evaluate(_ file: String, _ part: String = "all") throws -> Program.Outcome {
            try Program.run([
                "eval", "answers", "--model", project.path("finetune"), "--corpus", project.path("corpus"), "--index",
                project.path("pretrain/index"), "--questions", file, "--part", part,
            ])
        }
        try folder.write(#"{"question": 5, "answer": ["x"]}"# + "\n", to: "questions.jsonl")
        expectFailure(try evaluate(folder.path("questions.jsonl")), "questions.jsonl:1: ", "question")
        expectFailure(try evaluate(folder.path("nothing.jsonl")), "nothing.jsonl", "cannot be read")
        try folder.write(#"{"question": "who got the first nobel prize in physics", "answer": ["x"]}"#, to: "one.jsonl")
        expectFailure(
            try evaluate(folder.path("one.jsonl"), "dev"), "one.jsonl: none of the 1 questions is of part dev", "--part"
        )
    }

    @Test func questionsThatCannotBeAsked() throws {
        let project = try TrainedProject.shared.get()
        let parts = [
            "--model", project.path("finetune"), "--corpus", project.path("corpus"), "--index",
            project.path("pretrain/index"),
        ]
        expectFailure(try Program.run(["ask"] + parts + [" "]), "the question is empty")
        let long = Array(repeating: "bridge", count: 100).joined(separator: " ")
        expectFailure(
            try Program.run(["ask"] + parts + [long]), "has 100 word pieces and the model reads at most 30",
            "shorten it")
        expectFailure(try Program.run(["search"] + parts + ["--from", "lexical", "x"]), "needs a lexical index")
        let searchOnly = try Program.run(
            ["ask", "--model", project.path("pretrain")] + parts.dropFirst(2) + ["who built the bridge"])
        expectFailure(searchOnly, "has no reader", "pyramidion finetune")
        let mask = ["fill-mask", "--model", project.path("pretrain")] + parts.dropFirst(2)
        expectFailure(try Program.run(mask + ["no blank"]), "has no [MASK]")
        expectFailure(
            try Program.run(mask + [String(repeating: "[MASK] ", count: 11)]), "11 masks; at most 10")
    }

    /// Before anything that takes long; here nothing that is named is there.
    @Test(arguments: [
        (["answers"], "--predictions"), (["retrieval"], "--hits"), (["spans"], "--lines"),
        (["score", "none.jsonl"], "--out"),
    ])
    func anOutputThatCannotBeWrittenIsToldFirst(verb: [String], option: String) throws {
        let inputs =
            switch verb[0] {
            case "score": ["--questions", "none"]
            case "spans": ["--model", "none", "--corpus", "none", "--index", "none"]
            default: ["--model", "none", "--corpus", "none", "--index", "none", "--questions", "none"]
            }
        let outcome = try Program.run(["eval"] + verb + inputs + [option, folder.path("none/out.jsonl")])
        expectFailure(outcome, "none/out.jsonl: cannot be written: there is no folder")
        let taken = try Program.run(["eval"] + verb + inputs + [option, folder.url.path])
        expectFailure(taken, "is a folder; name a file in it")
        #expect(folder.entries == ["vocab.txt"])
    }

    @Test func aFolderInThePlaceOfAFileIsToldAsSuch() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        expectFailure(
            try folder.build("towns.jsonl", "--config", folder.url.path), folder.url.path,
            "cannot be read: it is a folder, not a file")
        expectFailure(
            try Program.run(["tokenize", "--vocabulary", folder.url.path]), "it is a folder, not a file",
            "expected a vocabulary")
    }
}
