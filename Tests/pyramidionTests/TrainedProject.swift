import Foundation
import Testing

/// A whole project made by the verbs one after the other, once for all tests that only look at it.
final class TrainedProject: Sendable {
    static let shared = Result { try TrainedProject() }

    let folder: TemporaryFolder
    /// What each verb said, by its name.
    let outcomes: [String: Program.Outcome]

    /// Settings that make every stage a matter of a second.
    static let settings = """
        corpus:
          blockTokens: 96
        embedder:
          width: 0
          pooling: mean
          queryTokens: 48
          documentTokens: 96
        encoder:
          jointTokens: 128
          queryTokens: 60
        reader:
          jointTokens: 128
          questionTokens: 32
          hiddenWidth: 16
          passages: 3
        warmstart:
          steps: 6
          batch: 8
        reading:
          oracleSteps: 3
          distractorSteps: 3
          batch: 4
        pretrain:
          steps: 12
          batch: 4
          candidates: 4
          selection: 2
          checkpointEvery: 4
        refresh:
          every: 4
        finetune:
          steps: 6
          batch: 4
          passages: 3
          retrieverCandidates: 20
        engine:
          threads: 1
          precision: float32
        """

    init() throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        try folder.write(TownGazetteer.questions, to: "questions.jsonl")
        try folder.write(TownGazetteer.claims, to: "claims.jsonl")
        try folder.write(Self.settings, to: "config.yaml")
        try TinyModel().write(to: folder.url.appending(path: "tiny"))
        var outcomes: [String: Program.Outcome] = [:]
        for (name, arguments) in Self.stages(folder) {
            let outcome = try Program.run(arguments)
            outcomes[name] = outcome
            try #require(outcome.exitCode == 0, "\(name): \(outcome.errors)")
        }
        self.outcomes = outcomes
    }

    func path(_ name: String) -> String { folder.path(name) }

    /// The options that name its parts, with the fine-tuned model.
    var parts: [String] {
        [
            "--model", path("finetune"), "--corpus", path("corpus"), "--index", path("pretrain/index"), "--lexical",
            path("lexical"),
        ]
    }

    /// Fine-tunes the pre-trained model on questions of a file.
    func fineTuning(on questions: String, to out: String) -> [String] {
        Self.fineTuning(folder, on: questions, to: out)
    }

    private static func fineTuning(_ folder: TemporaryFolder, on questions: String, to out: String) -> [String] {
        let path = folder.path
        return [
            "finetune", "--model", path("pretrain"), "--index", path("pretrain/index"), "--lexical", path("lexical"),
            "--corpus", path("corpus"), "--config", path("config.yaml"), "--questions", questions, "--out", out,
        ]
    }

    /// The journey from documents to answers.
    private static func stages(_ folder: TemporaryFolder) -> [(String, [String])] {
        let path = folder.path
        let config = ["--config", path("config.yaml")]
        let training = ["--corpus", path("corpus")] + config
        let vocabulary = ["--vocabulary", path("tiny/vocab.txt")]
        return [
            (
                "corpus",
                ["corpus", "build", path("towns.jsonl"), "--out", path("corpus"), "--json"] + vocabulary + config
            ),
            ("lexical", ["index", "build", "--lexical", "--corpus", path("corpus"), "--out", path("lexical")]),
            (
                "embedder",
                ["warmstart", "--part", "embedder", "--out", path("warm/embedder")] + training + vocabulary
                    + ["--set", "embedder.start=\(path("tiny"))"]
            ),
            (
                "encoder",
                ["warmstart", "--part", "encoder", "--out", path("warm/encoder")] + training + vocabulary
                    + ["--set", "encoder.start=\(path("tiny"))"]
            ),
            (
                "pretrain",
                ["pretrain", "--embedder", path("warm/embedder"), "--encoder", path("warm/encoder")]
                    + ["--out", path("pretrain"), "--json"] + training
            ),
            (
                "finetune",
                fineTuning(folder, on: path("questions.jsonl"), to: path("finetune")) + ["--json"]
            ),
        ]
    }
}
