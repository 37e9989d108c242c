import Foundation
import Testing

/// What is wrong with an input is said with its place and what to do; nothing is left half-written.
@Suite struct BadInputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(TownGazetteer.vocabulary.joined(separator: "\n"), to: "vocab.txt")
    }

    /// Expects exit code 1, one message with all of the words, no output and no trace of a crash.
    private func expectFailure(
        _ outcome: Program.Outcome, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.exitCode == 1, sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        let message = outcome.errors.split(separator: "\n").first { $0.hasPrefix("pyramidion: ") } ?? ""
        for word in words { #expect(message.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation) }
        #expect(!outcome.errors.contains("Fatal error"), sourceLocation: sourceLocation)
    }

    private func build(_ documents: String, _ more: String...) throws -> Program.Outcome {
        try Program.run(
            ["corpus", "build", folder.path(documents), "--vocabulary", folder.path("vocab.txt"), "--out"]
                + [folder.path("corpus")] + more)
    }

    @Test func theDemonstrationBeforeAnythingWasDownloaded() throws {
        expectFailure(
            try Program.run(["demo", "--data", "--cache", folder.path("cache")]), "cache/data/sources", "make data")
        #expect(folder.entries == ["vocab.txt"])
    }

    // MARK: Documents

    @Test func missingDocuments() throws {
        expectFailure(try build("nothing.jsonl"), "nothing.jsonl: no such file or folder")
        #expect(folder.entries == ["vocab.txt"])
    }

    @Test func emptyDocuments() throws {
        try folder.write("", to: "empty.jsonl")
        expectFailure(try build("empty.jsonl"), "no text for a corpus in", "empty.jsonl", "expected")
        #expect(folder.entries == ["empty.jsonl", "vocab.txt"])
    }

    @Test func aFolderOfBinaryFiles() throws {
        try folder.write(Data([0x89, 0x50, 0, 1, 2]), to: "pictures/a.txt")
        expectFailure(try build("pictures"), "no text for a corpus in", "a.txt: is a binary file")
        #expect(!folder.entries.contains("corpus"))
    }

    @Test(arguments: [
        (#"{"text": 5}"#, "text"), (#"{"text": "cut o"#, "the line ends too early"), ("[1, 2]", "a JSON object"),
        (#"{"title": "no text"}"#, "text"),
    ])
    func wrongLinesAreCountedAndNamedAndStopAStrictBuild(line: String, word: String) throws {
        try folder.write(TownGazetteer.jsonLines + Data(line.utf8), to: "towns.jsonl")
        expectFailure(try build("towns.jsonl", "--strict"), "towns.jsonl:61: ", word)
        #expect(folder.entries == ["towns.jsonl", "vocab.txt"])
        let lenient = try build("towns.jsonl", "--json")
        #expect(lenient.exitCode == 0)
        #expect(lenient.json["problems"] as? Int == 1)
        #expect(lenient.errors.contains("left out: \(folder.path("towns.jsonl")):61: "))
    }

    @Test func linesThatAreNotTextAndRepeatedIdsAreNamed() throws {
        let repeated = #"{"id": 3, "text": "The bridge of Kelso."}"# + "\n"
        try folder.write(TownGazetteer.jsonLines + Data(repeated.utf8) + Data([0xFF, 0xFE, 0x0A]), to: "towns.jsonl")
        let outcome = try build("towns.jsonl", "--json")
        #expect(outcome.json["problems"] as? Int == 2)
        #expect(outcome.errors.contains("towns.jsonl:61: "))
        #expect(outcome.errors.contains("towns.jsonl:62: "))
    }

    @Test func anEnormousLineIsLeftOutAndTheRestIsRead() throws {
        let enormous = #"{"text": ""# + String(repeating: "a ", count: 33 << 20) + "\"}\n"
        try folder.write(Data(enormous.utf8) + TownGazetteer.jsonLines, to: "towns.jsonl")
        let outcome = try build("towns.jsonl", "--json")
        #expect(outcome.exitCode == 0)
        #expect(outcome.json["documents"] as? Int == 60)
        #expect(outcome.errors.contains("towns.jsonl:1: "))
    }

    @Test func aTruncatedArchiveIsNamed() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        _ = try Program.shell(#"gzip -k "$1" && truncate -s -40 "$1.gz""#, folder.path("towns.jsonl"))
        let outcome = try build("towns.jsonl.gz")
        expectFailure(outcome, "towns.jsonl.gz")
        #expect(!folder.entries.contains("corpus"))
    }

    // MARK: What is there already

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
        #expect(try build("towns.jsonl").exitCode == 0)
        #expect(try build("towns.jsonl").exitCode == 0)
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

    // MARK: Vocabulary, settings, questions

    @Test(arguments: [
        ("", "the vocabulary is empty"), ("[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n", "[MASK] is missing"),
        ("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nthe\n", "vocab.txt:7: \"the\" stands already on line 6"),
    ])
    func vocabulariesThatCannotBeUsed(content: String, words: String) throws {
        try folder.write(content, to: "vocab.txt")
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        expectFailure(try build("towns.jsonl"), "vocab.txt", words)
        #expect(!folder.entries.contains("corpus"))
    }

    @Test func anUnknownSettingIsNamedWithTheNearestOne() throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        try folder.write("corpus:\n  blokTokens: 96\n", to: "config.yaml")
        expectFailure(
            try build("towns.jsonl", "--config", folder.path("config.yaml")),
            "config.yaml:2: corpus.blokTokens is not a setting; did you mean corpus.blockTokens?")
        expectFailure(
            try build("towns.jsonl", "--set", "corpus.blockTokens=many"), "--set corpus.blockTokens=many",
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
            try build("towns.jsonl", "--config", folder.url.path), folder.url.path,
            "cannot be read: it is a folder, not a file")
        expectFailure(
            try Program.run(["tokenize", "--vocabulary", folder.url.path]), "it is a folder, not a file",
            "expected a vocabulary")
    }

    // MARK: Weights

    private func warmstart(_ project: TrainedProject, part: String = "encoder") throws -> Program.Outcome {
        try Program.run([
            "warmstart", "--part", part, "--corpus", project.path("corpus"), "--vocabulary",
            project.path("tiny/vocab.txt"), "--config", project.path("config.yaml"), "--out", folder.path("run"),
            "--set", "\(part).start=\(folder.path("model"))",
        ])
    }

    @Test func weightsThatDoNotFit() throws {
        let project = try TrainedProject.shared.get()
        let model = folder.url.appending(path: "model")
        let query = "bert.encoder.layer.0.attention.self.query.weight"
        try TinyModel().write(to: model) { $0[query] = nil }
        expectFailure(
            try warmstart(project), "model.safetensors",
            "there is no tensor \(query) of shape [32, 32]")
        try TinyModel().write(to: model) { $0[query] = [16, 64] }
        expectFailure(
            try warmstart(project, part: "embedder"), "model.safetensors", "has shape [16, 64]", "[32, 32]")
        try TinyModel().write(to: model) { $0["bert.decoder.weight"] = [2] }
        expectFailure(try warmstart(project), "model.safetensors", "bert.decoder.weight is not part of a BERT model")
        try TinyModel(rows: 7).write(to: model)
        expectFailure(try warmstart(project), "model", "7 word pieces", "vocabulary")
        #expect(!folder.entries.contains { $0.hasPrefix("run/checkpoints") })
    }

    @Test func weightsThatAreCutOffOrMissing() throws {
        let project = try TrainedProject.shared.get()
        expectFailure(try warmstart(project), "model/config.json", "no such file")
        try TinyModel().write(to: folder.url.appending(path: "model"))
        _ = try Program.shell(#"truncate -s 1000 "$1""#, folder.path("model/model.safetensors"))
        expectFailure(try warmstart(project), "model.safetensors")
        try folder.write("{}", to: "model/config.json")
        expectFailure(try warmstart(project), "model/config.json", "there is no key vocab_size")
        let none = try Program.run([
            "warmstart", "--part", "encoder", "--corpus", project.path("corpus"), "--vocabulary",
            project.path("tiny/vocab.txt"), "--out", folder.path("run"),
        ])
        expectFailure(none, "encoder.start is empty; name a folder")
    }

    // MARK: Things that do not belong together

    @Test func aCorpusOfAnotherVocabularyIsRefused() throws {
        let project = try TrainedProject.shared.get()
        try folder.write((TownGazetteer.vocabulary + ["zebra"]).joined(separator: "\n"), to: "vocab.txt")
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        #expect(try build("towns.jsonl").exitCode == 0)
        let outcome = try Program.run([
            "ask", "--model", project.path("finetune"), "--corpus", folder.path("corpus"), "--index",
            project.path("pretrain/index"), "who",
        ])
        expectFailure(outcome, "another vocabulary", "build the corpus again")
    }

    @Test func anIndexOfAnotherCorpusOrModelIsRefused() throws {
        let project = try TrainedProject.shared.get()
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        #expect(try build("towns.jsonl", "--set", "corpus.blockTokens=40").exitCode == 0)
        let otherCorpus = try Program.run([
            "ask", "--model", project.path("finetune"), "--corpus", folder.path("corpus"), "--index",
            project.path("pretrain/index"), "who",
        ])
        expectFailure(otherCorpus, "made from another corpus", "build it again")
        let otherModel = try Program.run([
            "finetune", "--model", project.path("warm/embedder"), "--corpus", project.path("corpus"), "--index",
            project.path("pretrain/index"), "--questions", project.path("questions.jsonl"), "--out", folder.path("run"),
        ])
        expectFailure(otherModel, "made by another model", "build it again")
        #expect(!folder.entries.contains { $0.hasPrefix("run") })
    }

    @Test func aRunOfOtherInputsIsNotContinued() throws {
        let project = try TrainedProject.shared.get()
        let outcome = try Program.run([
            "warmstart", "--part", "embedder", "--out", project.path("warm/embedder"), "--corpus",
            project.path("corpus"), "--config", project.path("config.yaml"), "--vocabulary",
            project.path("tiny/vocab.txt"), "--set", "embedder.start=\(project.path("tiny"))", "--set",
            "warmstart.steps=9",
        ])
        expectFailure(outcome, project.path("warm/embedder"), "name another folder or remove it")
    }

    @Test func foldersThatAreNotWhatTheyShouldBe() throws {
        let project = try TrainedProject.shared.get()
        expectFailure(try Program.run(["corpus", "show", folder.url.path]), "manifest.json", "no such file")
        expectFailure(try Program.run(["index", "verify", folder.url.path]), "holds no index")
        expectFailure(try Program.run(["embed", "--model", folder.path("none"), "text"]), "holds no model")
        expectFailure(try Program.run(["ask", "--run", folder.path("none"), "who"]), "no such project")
        expectFailure(
            try Program.run(["corpus", "show", project.path("corpus"), "--block", "60"]),
            "there is no block 60; expected a number from 0 to 59")
    }

    @Test func aDamagedIndexIsFound() throws {
        let project = try TrainedProject.shared.get()
        let index = folder.path("index")
        _ = try Program.run([
            "index", "build", "--model", project.path("pretrain"), "--corpus", project.path("corpus"), "--out", index,
        ])
        let vectors = folder.url.appending(path: "index/gen-0001/vectors.f32")
        var bytes = try Data(contentsOf: vectors)
        bytes[100] ^= 1
        try bytes.write(to: vectors)
        expectFailure(try Program.run(["index", "verify", index]), "vectors.f32", "SHA-256")
        try bytes.prefix(50).write(to: vectors)
        let search = try Program.run([
            "index", "search", "--index", index, "--model", project.path("pretrain"), "--corpus",
            project.path("corpus"),
            "bridge",
        ])
        expectFailure(search, "vectors.f32", "has 50 bytes where 7680 were written")
    }

    // MARK: Questions

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
        expectFailure(try Program.run(["search"] + parts + ["--from", "lexical", "x"]), "no lexical index")
        let searchOnly = try Program.run(
            ["ask", "--model", project.path("pretrain")] + parts.dropFirst(2) + ["who built the bridge"])
        expectFailure(searchOnly, "has no reader", "pyramidion finetune")
        let mask = ["fill-mask", "--model", project.path("pretrain")] + parts.dropFirst(2)
        expectFailure(try Program.run(mask + ["no blank"]), "has no [MASK]")
        expectFailure(
            try Program.run(mask + [String(repeating: "[MASK] ", count: 11)]), "11 masks; at most 10")
    }

    // MARK: Disk

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
