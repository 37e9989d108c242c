import Foundation
import Testing

/// What is wrong with weights to start from is said before anything is trained.
@Suite struct BadWeightsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder(vocabulary: TownGazetteer.vocabulary) }

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
}
