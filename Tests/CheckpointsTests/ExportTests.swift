import Answering
import Checkpoints
import Corpora
import Foundation
import Learning
import LearningTestSupport
import ModelFiles
import Realm
import Tensors
import Testing

@Suite struct ExportTests {
    private let released: Released

    init() throws { released = try Released() }

    private func object(_ file: URL) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    @Test func anImportedProjectIsExportedAsItWas() throws {
        let (project, exported, again) = (released.folder("p"), released.folder("e"), released.folder("again"))
        let original = try released.copy("openqa")
        _ = try CheckpointImport.run(original, to: project)
        let report = try CheckpointExport.run(project, to: exported)
        #expect(report.layout == .openqa && report.blocks == 13 && report.differences.isEmpty)

        // The same names and values; what REALM never uses is there and says nothing.
        let before = try SafeTensorsFile(reading: original.appending(path: "model.safetensors"))
        let after = try SafeTensorsFile(reading: exported.appending(path: "model.safetensors"))
        #expect(after.names == before.names)
        #expect(after.metadata == ["format": "pt"])
        for name in before.names {
            #expect(after.shape(of: name) == before.shape(of: name))
            let isUnused = name.contains("cls.predictions.") || name.hasPrefix("reader.realm.pooler.")
            #expect(
                try isUnused || after.tensor(named: name).floats() == before.tensor(named: name).floats(), "\(name)")
        }
        let (old, new) = (
            try object(original.appending(path: "config.json")), try object(exported.appending(path: "config.json"))
        )
        for (key, value) in old
        where !["bos_token_id", "eos_token_id", "initializer_range", "transformers_version"].contains(key) {
            // The tiny models have no dropout; the released ones do.
            if key.hasSuffix("dropout_prob") { continue }
            #expect("\(new[key] ?? "nothing")" == "\(value)", "\(key)")
        }
        let vocabulary = try String(contentsOf: original.appending(path: "vocab.txt"), encoding: .utf8)
        #expect(
            try String(contentsOf: exported.appending(path: "vocab.txt"), encoding: .utf8)
                == vocabulary.replacing("\r\n", with: "\n"))

        _ = try CheckpointImport.run(exported, to: again)
        let answerers = try [project, again].map { try Answerer(project: Project($0)) }
        #expect(answerers[0].store.fingerprint == answerers[1].store.fingerprint)
        for question in released.expected.openqa.map(\.question) {
            #expect(try answerers[0].answer(question).answers == answerers[1].answer(question).answers)
        }
    }

    @Test(arguments: ["embedder", "scorer", "encoder", "reader"])
    func everyOtherLayoutIsExportedAndImportedAgain(name: String) throws {
        let (model, exported, again) = (released.folder("m"), released.folder("e"), released.folder("again"))
        _ = try CheckpointImport.run(released.copy(name), to: model)
        let report = try CheckpointExport.run(model, as: ReleasedLayout(rawValue: name), to: exported)
        #expect(report.layout.rawValue == name && report.blocks == 0 && report.differences.isEmpty)
        let classes = [
            "embedder": "RealmEmbedder", "scorer": "RealmScorer", "encoder": "RealmKnowledgeAugEncoder",
            "reader": "RealmReader",
        ]
        #expect(
            try object(exported.appending(path: "config.json"))["architectures"] as? [String] == [classes[name] ?? ""])
        #expect(try CheckpointImport.run(exported, to: again).layout.rawValue == name)
        let part = name == "scorer" ? "embedder" : name
        let files = [model, again].map { $0.appending(path: "\(part)/model.safetensors") }
        #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
    }

    /// Hugging Face's scorer has two embedders, whose projections may be W_input and W_doc of the paper.
    @Test func aProjectionOfTheQuestionsOwnIsImportedAndExported() throws {
        let (model, exported, again) = (released.folder("m"), released.folder("e"), released.folder("again"))
        let raised = "query_embedder.cls.dense.bias"
        _ = try CheckpointImport.run(released.copy("scorer", raising: raised), to: model)
        let embedder = try ModelBundle(opening: model).embedder()
        #expect(embedder.configuration.hasQueryProjection)
        let texts = packed(released.expected.scorer.queries)
        #expect(try embedder(texts, as: .query).floats() != embedder(texts, as: .document).floats())

        let report = try CheckpointExport.run(model, as: .scorer, to: exported)
        #expect(report.differences.count == 1 && report.differences[0].contains("query_embedder"))
        let file = try SafeTensorsFile(reading: exported.appending(path: "model.safetensors"))
        let (queries, documents) = (
            try file.tensor(named: raised).floats(), try file.tensor(named: "embedder.cls.dense.bias").floats()
        )
        #expect(zip(queries, documents).allSatisfy { abs($0 - $1 - 1) < 1e-6 })
        #expect(file.names.count { $0.contains("query_cls") } == 0)
        _ = try CheckpointImport.run(exported, to: again)
        let files = [model, again].map { $0.appending(path: "embedder/model.safetensors") }
        #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))

        let problem = #expect(throws: CheckpointProblem.self) {
            try CheckpointExport.run(model, as: .embedder, to: released.folder("one"))
        }
        #expect(problem?.description.contains("embedder.queryProjection") == true)
    }

    @Test func whatTheReleasedCodeDoesOtherwiseIsTold() throws {
        let project = released.folder("p")
        _ = try CheckpointImport.run(released.copy("openqa"), to: project)
        let run = Project(project).finetune
        var settings = try RunConfiguration.of(run: run)
        settings.reader.mergesAnswers = true
        settings.reader.skipsPunctuation = true
        settings.finetune.passagesFrom = .hybrid
        try settings.write(to: RunFolder(run).configuration)
        let differences = try CheckpointExport.run(project, to: released.folder("e")).differences
        #expect(differences.count == 3)
        #expect(differences.contains { $0.contains("are one answer") })
        #expect(differences.contains { $0.contains("punctuation") })
        #expect(differences.contains { $0.contains("hybrid search") })
    }

    @Test func modelsThatTheLayoutCannotExpressAreRefusedWithEveryReason() throws {
        let project = try TinyProject()
        let out = released.folder("out")
        let problem = #expect(throws: CheckpointProblem.self) { try CheckpointExport.run(project.folder, to: out) }
        let words = problem?.description ?? ""
        for reason in ["embedder.pooling", "embedder.pooler", "embedder.layerNorm"] { #expect(words.contains(reason)) }
        #expect(!released.entries.contains("out"))
        // Its encoder can be exported, though not without a word about titles.
        let encoder = try CheckpointExport.run(project.folder.appending(path: "pretrain"), as: .encoder, to: out)
        #expect(encoder.differences.contains { $0.contains("titles") })
        let ambiguous = #expect(throws: CheckpointProblem.self) {
            try CheckpointExport.run(project.folder.appending(path: "pretrain"), to: released.folder("other"))
        }
        #expect(ambiguous?.description.contains("say with --layout which is meant") == true)
    }
}
