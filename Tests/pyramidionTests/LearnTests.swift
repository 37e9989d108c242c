import Foundation
import Testing

/// A folder of documents, learned without labels by one command.
@Suite struct LearnTests {
    private let folder: TemporaryFolder
    /// The town gazetteer as a folder of text files, and tiny start weights.
    private var arguments: [String] {
        ["learn", folder.path("towns"), "--out", folder.path("project"), "--models", folder.path("models")]
    }
    /// What makes each stage a matter of seconds.
    private let environment = ["PYRAMIDION_ENGINE_THREADS": "1", "PYRAMIDION_ENGINE_PRECISION": "float32"]

    init() throws {
        folder = try TemporaryFolder()
        for name in ["minilm", "tiny-bert"] {
            var model = TinyModel()
            model.positions = 320
            try model.write(to: folder.url.appending(path: "models/\(name)"))
        }
        for (title, text) in TownGazetteer.documents.prefix(30) { try folder.write(text, to: "towns/\(title).txt") }
    }

    private func learn(_ more: [String] = []) throws -> Program.Outcome {
        try Program.run(arguments + more, environment: environment)
    }

    private func ask(_ question: String) throws -> [String: Any] {
        let outcome = try Program.run(["ask", "--run", folder.path("project"), "--json", question])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return outcome.json
    }

    @Test func aFolderIsLearnedOnceAndAnewWhenItChanges() throws {
        let first = try learn()
        #expect(first.exitCode == 0, "\(first.errors)")
        #expect(first.errors.contains("30 documents in 30 blocks") && first.errors.contains("ready: pyramidion ask"))
        #expect((try ask("who built the bridge of Aldmere")["answers"] as? [Any])?.isEmpty == false)
        let again = try learn()
        #expect(again.exitCode == 0 && again.errors.contains("pre-training: done before"))
        try folder.write("The bridge of Zennor was built by Mabel Trewin in 1702.", to: "towns/Bridge of Zennor.txt")
        let anew = try learn()
        #expect(anew.exitCode == 0, "\(anew.errors)")
        #expect(anew.errors.contains("31 documents in 31 blocks") && !anew.errors.contains("pre-training: done before"))
    }

    @Test func aReaderThatWasTrainedBeforeIsUsedAsItIs() throws {
        let trained = try TrainedProject.shared.get()
        let learned = try learn(["--reader", trained.folder.url.path])
        #expect(learned.exitCode == 0, "\(learned.errors)")
        #expect((try ask("who built the bridge of Aldmere")["answers"] as? [Any])?.isEmpty == false)
        func reader(_ run: String) throws -> Data {
            let current = try String(contentsOfFile: "\(run)/checkpoints/CURRENT", encoding: .utf8)
            let name = current.trimmingCharacters(in: .whitespacesAndNewlines)
            return try Data(
                contentsOf: URL(filePath: "\(run)/checkpoints/\(name)/reader/model.safetensors"))
        }
        #expect(try reader(folder.path("project/finetune")) == reader(trained.path("finetune")))
        let none = try learn(["--reader", folder.path("models/minilm")])
        #expect(none.exitCode == 1 && none.errors.contains("holds no reader"), "\(none.errors)")
    }

    /// It would be removed first, for a reader that is kept makes the stage another one.
    @Test func theProjectsOwnReaderIsNotTaken() throws {
        let reader = try TrainedProject.shared.get().folder.url.path
        #expect(try learn(["--quick", "--reader", reader]).exitCode == 0)
        expectFailure(try learn(["--reader", folder.path("project")]), "holds this project's own reader")
        #expect((try ask("who built the bridge of Aldmere")["answers"] as? [Any])?.isEmpty == false)
    }

    @Test func otherStartWeightsMakeAllThatWasMadeOfThemAnew() throws {
        let quick = ["--quick", "--reader", try TrainedProject.shared.get().folder.url.path]
        #expect(try learn(quick).exitCode == 0)
        var model = TinyModel()
        model.positions = 384
        try model.write(to: folder.url.appending(path: "models/minilm"))
        let anew = try learn(quick)
        #expect(anew.exitCode == 0, "\(anew.errors)")
        #expect(anew.errors.contains("corpus: done before") && !anew.errors.contains("embedder: done before"))
    }

    @Test func aProjectThatLiesAmongItsDocumentsIsNoneOfThem() throws {
        let within = [
            "learn", folder.path("towns"), "--out", folder.path("towns/project"), "--models", folder.path("models"),
            "--quick", "--reader", try TrainedProject.shared.get().folder.url.path,
        ]
        let first = try Program.run(within, environment: environment)
        #expect(first.exitCode == 0 && first.errors.contains("30 documents in 30 blocks"), "\(first.errors)")
        let again = try Program.run(within, environment: environment)
        #expect(again.exitCode == 0 && again.errors.contains("corpus: done before"), "\(again.errors)")
    }

    @Test func theDocumentsFolderIsNoProject() throws {
        let before = folder.entries
        let outcome = try Program.run(
            ["learn", folder.path("towns"), "--out", folder.path("towns"), "--models", folder.path("models")])
        expectFailure(outcome, folder.path("towns"), "is the folder of the documents", "--out")
        #expect(folder.entries == before)
    }

    @Test func aFolderIsAskedBeforeAnythingIsTrainedAndTrainedAfterwards() throws {
        #expect(try learn(["--quick"]).exitCode == 64)
        let reader = ["--reader", try TrainedProject.shared.get().folder.url.path]
        let quick = try learn(["--quick"] + reader)
        #expect(quick.exitCode == 0 && !quick.errors.contains("pre-training"), "\(quick.errors)")
        #expect((try ask("who built the bridge of Aldmere")["answers"] as? [Any])?.isEmpty == false)
        let trained = try learn(reader)
        #expect(trained.exitCode == 0 && trained.errors.contains("pre-training"), "\(trained.errors)")
        #expect((try ask("who built the bridge of Aldmere")["answers"] as? [Any])?.isEmpty == false)
        // What is trained stays, though less is asked for.
        let again = try learn(["--quick"] + reader)
        #expect(again.exitCode == 0 && again.errors.contains("reader: done before"), "\(again.errors)")
        #expect((try ask("who built the bridge of Aldmere")["answers"] as? [Any])?.isEmpty == false)
    }
}
