import Foundation
import Testing

/// A grid of two arms and two seeds, with a few steps each, run by the program.
@Suite struct StudyTests {
    private func write(_ folder: TemporaryFolder, changing change: (String) -> String = { $0 }) throws {
        try folder.write(TownGazetteer.jsonLines, to: "towns.jsonl")
        try folder.write(TownGazetteer.questions, to: "questions.jsonl")
        try TinyModel().write(to: folder.url.appending(path: "tiny"))
        let settings =
            TrainedProject.settings.replacingOccurrences(of: "steps: 12", with: "steps: 8")
            .split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
            .replacingOccurrences(of: "  embedder:\n", with: "  embedder:\n    start: \(folder.path("tiny"))\n")
            .replacingOccurrences(of: "  encoder:\n", with: "  encoder:\n    start: \(folder.path("tiny"))\n")
            .replacingOccurrences(of: "  reader:\n", with: "  reader:\n    start: \(folder.path("tiny"))\n")
            .replacingOccurrences(of: "  refresh:\n", with: "  refresh:\n    mode: synchronous\n")
            .replacingOccurrences(of: "  finetune:\n", with: "  finetune:\n    passagesFrom: dense\n")
            + "\n  masking:\n    minimumSentence: 5\n    heldOutShare: 0.3"
        let text = """
            name: Two arms
            corpus: \(folder.path("towns.jsonl"))
            vocabulary: \(folder.path("tiny/vocab.txt"))
            seeds: [1, 2]
            atOnce: 2
            curve: [4]
            retrieval:
              towns: {file: "\(folder.path("questions.jsonl"))"}
            answers: {file: "\(folder.path("questions.jsonl"))", train: all, judge: all, limit: 20}
            settings:
            \(settings)
            arms:
              full:
              frozen retriever:
                settings: {pretrain: {retrieverLearningRate: 0}}
            """
        try folder.write(change(text), to: "study.yaml")
    }

    private func tasks(_ folder: TemporaryFolder) throws -> [String: [String: Any]] {
        let data = try Data(contentsOf: folder.url.appending(path: "out/tasks.json"))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    }

    @Test func aGridThatWasKilledGoesOnToItsReport() throws {
        let folder = try TemporaryFolder()
        try write(folder)
        // Killed when the first run has begun to pre-train: the stages before it are done.
        let killed = try Program.shell(
            #"""
            "$0" study "$1/study.yaml" --out "$1/out" 2> "$1/said" & study=$!
            until grep -q "seed 1: pre-training…" "$1/said"; do kill -0 $study || exit 3; sleep 0.05; done
            kill -9 $study; wait $study
            """#, folder.url.path)
        #expect(killed.exitCode == 137, "\(killed.errors)")
        let before = try tasks(folder).filter { $0.value["isDone"] as? Bool == true }
        #expect(before.keys.contains { $0.hasPrefix("corpus ") } && before.keys.contains { $0.hasPrefix("embedder ") })
        #expect(!FileManager.default.fileExists(atPath: folder.path("out/report.md")))

        let outcome = try Program.run(["study", folder.path("study.yaml"), "--out", folder.path("out"), "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("\(before.count) of "))
        for name in before.keys { #expect(!outcome.errors.contains("\(name)…"), "\(name) was done before") }
        let arms = try #require(outcome.json["arms"] as? [[String: Any]])
        #expect(arms.map { $0["name"] as? String } == ["full", "frozen retriever"])
        #expect(arms.map { ($0["seeds"] as? [Int])?.count } == [2, 2])
        let figures = try #require(arms[1]["figures"] as? [String: [String: Any]])
        #expect(figures["exact match"]?["questions"] as? Int == 20)
        #expect(try #require(figures["towns, recall@5"]?["questions"] as? Int) > 30)
        #expect((arms[0]["curves"] as? [String: [Any]])?["retrieval utility"]?.count == 3)
        let report = try String(contentsOfFile: folder.path("out/report.md"), encoding: .utf8)
        #expect(report.contains("4 of 4 runs are whole"))
        #expect(FileManager.default.fileExists(atPath: folder.path("out/curves.svg")))

        // Now all of it is done, and the report is the same.
        let again = try Program.run(["study", folder.path("study.yaml"), "--out", folder.path("out"), "--json"])
        #expect(again.output == outcome.output)
        #expect(!again.errors.contains("…"))

        // Elsewhere the records of the runs are all that is needed.
        for run in ["full/seed-1", "full/seed-2", "frozen-retriever/seed-1", "frozen-retriever/seed-2"] {
            let record = try Data(contentsOf: folder.url.appending(path: "out/runs/\(run)/measured.json"))
            try folder.write(record, to: "elsewhere/runs/\(run)/measured.json")
        }
        let moved = try Program.run(["study", folder.path("study.yaml"), "--out", folder.path("elsewhere"), "--json"])
        #expect(moved.exitCode == 0 && !moved.errors.contains("…"), "\(moved.errors)")
        #expect(moved.json["arms"] as? NSArray == outcome.json["arms"] as? NSArray)
    }

    @Test func aFrozenRetrieverFindsWhatItFoundAtTheStart() throws {
        let folder = try TemporaryFolder()
        try write(folder) { text in
            text.replacingOccurrences(of: "seeds: [1, 2]", with: "seeds: [1]")
                .replacingOccurrences(of: "  full:\n", with: "").replacingOccurrences(of: "answers: {", with: "# {")
        }
        let outcome = try Program.run(["study", folder.path("study.yaml"), "--out", folder.path("out"), "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let arms = try #require(outcome.json["arms"] as? [[String: Any]])
        let curve = (arms[0]["curves"] as? [String: [[String: Any]]])?["towns, recall@5"]?.compactMap {
            $0["value"] as? Double
        }
        #expect(curve?.count == 3)
        #expect(Set(curve ?? []).count == 1)
    }

    @Test func settingsInTheEnvironmentAreRefused() throws {
        let folder = try TemporaryFolder()
        try write(folder)
        let outcome = try Program.run(
            ["study", folder.path("study.yaml"), "--out", folder.path("out")],
            environment: ["PYRAMIDION_PRETRAIN_STEPS": "3"])
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("would change a study unseen: PYRAMIDION_PRETRAIN_STEPS"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
    }

    @Test func aStudyWithAMistakeRunsNothing() throws {
        let folder = try TemporaryFolder()
        try write(folder) { $0.replacingOccurrences(of: "retrieverLearningRate", with: "retreiverLearningRate") }
        let outcome = try Program.run(["study", folder.path("study.yaml"), "--out", folder.path("out")])
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("did you mean pretrain.retrieverLearningRate?"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
    }
}
