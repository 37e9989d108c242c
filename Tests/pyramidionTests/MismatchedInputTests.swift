import Foundation
import Testing

/// A corpus, an index and a model that do not belong together, or are damaged, are refused.
@Suite struct MismatchedInputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder(vocabulary: TownGazetteer.vocabulary) }

    @Test func aCorpusOfAnotherVocabularyIsRefused() throws {
        let project = try TrainedProject.shared.get()
        try folder.write((TownGazetteer.vocabulary + ["zebra"]).joined(separator: "\n"), to: "vocab.txt")
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        #expect(try folder.build("towns.jsonl").exitCode == 0)
        let outcome = try Program.run([
            "ask", "--model", project.path("finetune"), "--corpus", folder.path("corpus"), "--index",
            project.path("pretrain/index"), "who",
        ])
        expectFailure(outcome, "another vocabulary", "build the corpus again")
    }

    @Test func anIndexOfAnotherCorpusOrModelIsRefused() throws {
        let project = try TrainedProject.shared.get()
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        #expect(try folder.build("towns.jsonl", "--set", "corpus.blockTokens=40").exitCode == 0)
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
}
