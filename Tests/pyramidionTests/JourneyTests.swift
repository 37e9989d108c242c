import Foundation
import Testing

/// From documents to trained models, by the verbs alone.
@Suite struct JourneyTests {
    private let project: TrainedProject

    init() throws { project = try TrainedProject.shared.get() }

    @Test func theCorpusHoldsEveryDocument() throws {
        #expect(project.outcomes["corpus"]?.json["documents"] as? Int == 60)
        let shown = try Program.run(["corpus", "show", project.path("corpus"), "--json", "--verify"]).json
        #expect(shown["blocks"] as? Int == 60)
        let block = try Program.run(["corpus", "show", project.path("corpus"), "--block", "1", "--json"]).json
        #expect(block["title"] as? String == "Bridge of Aldmere")
        #expect(block["document"] as? String == "1")
        #expect((block["sentences"] as? [[Int]])?.count == 3)
    }

    @Test func salientSpansAreListedAsATaggerWouldListThem() throws {
        let outcome = try Program.run(["corpus", "show", project.path("corpus"), "--spans"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").count == 60)
        let one = try Program.run(["corpus", "show", project.path("corpus"), "--spans", "--block", "1"]).json
        #expect(one["id"] as? Int == 1)
        let text = Array(try #require(one["text"] as? String).utf8)
        let spans = try #require(one["spans"] as? [[String: Any]])
        let found = spans.compactMap { span -> String? in
            guard let start = span["start"] as? Int, let end = span["end"] as? Int else { return nil }
            return String(decoding: text[start..<end], as: UTF8.self)
        }
        #expect(found.contains("Aldmere") && found.contains("1400") && found.contains("Agnes Holt"))
        #expect(Set(spans.compactMap { $0["label"] as? String }).isSubset(of: ["NAME", "DATE", "NUMBER"]))
    }

    @Test func stagesSayHowManyStepsTheyMade() {
        #expect(project.outcomes["pretrain"]?.json["steps"] as? Int == 12)
        #expect(project.outcomes["finetune"]?.json["steps"] as? Int == 6)
        #expect(project.outcomes["embedder"]?.output.hasSuffix("6 steps of embedder made\n") == true)
    }

    @Test func theIndexFollowedTheRetriever() throws {
        let index = try Program.run(["index", "verify", project.path("pretrain/index"), "--json"])
        #expect(index.exitCode == 0)
        let generations = try #require(index.json["generations"] as? [[String: Any]])
        #expect(generations.last?["step"] as? Int == 12)
        #expect(generations.last?["blocks"] as? Int == 60)
        let lexical = try Program.run(["index", "verify", project.path("lexical"), "--json"])
        #expect(lexical.json["kind"] as? String == "lexical")
    }

    @Test func aFinishedStageTypedAgainDoesNothing() throws {
        let again = try Program.run([
            "warmstart", "--part", "embedder", "--out", project.path("warm/embedder"), "--corpus",
            project.path("corpus"), "--config", project.path("config.yaml"), "--vocabulary",
            project.path("tiny/vocab.txt"), "--set", "embedder.start=\(project.path("tiny"))",
        ])
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(again.output.hasSuffix("6 steps of embedder made\n"))
    }

    @Test func aKilledPretrainingGoesOnWhereItsLastCheckpointWas() throws {
        let out = project.path("killed-\(UUID().uuidString)")
        let arguments = [
            "pretrain", "--embedder", project.path("warm/embedder"), "--encoder", project.path("warm/encoder"),
            "--corpus",
            project.path("corpus"), "--config", project.path("config.yaml"), "--set", "pretrain.steps=60", "--out", out,
        ]
        let words = arguments.map { "'\($0)'" }.joined(separator: " ")
        let killed = try Program.shell(
            #"""
            "$0" \#(words) & trainer=$!
            until [[ -e "$1/checkpoints/CURRENT" ]]; do kill -0 $trainer || exit 3; sleep 0.02; done
            kill -9 $trainer; wait $trainer
            """#, out)
        #expect(killed.exitCode == 137, "\(killed.errors)")
        let continued = try Program.run(arguments)
        #expect(continued.exitCode == 0, "\(continued.errors)")
        let steps = try String(contentsOfFile: "\(out)/metrics.jsonl", encoding: .utf8).split(separator: "\n")
            .compactMap {
                (try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["step"] as? Int
            }
        #expect(steps == Array(1...60))
    }

    @Test func refreshersShareTheWorkAndEachIndexIsAskedTheProbe() throws {
        let out = project.path("shared-\(UUID().uuidString)")
        let corpus = project.path("corpus")
        let arguments = [
            "pretrain", "--embedder", project.path("warm/embedder"), "--encoder", project.path("warm/encoder"),
            "--corpus", corpus, "--queries", corpus, "--config", project.path("config.yaml"), "--no-refresher", "--set",
            "pretrain.steps=40", "--out", out, "--probe", project.path("questions.jsonl"),
        ]
        let words = arguments.map { "'\($0)'" }.joined(separator: " ")
        // The trainer stands still from its first new weights until there is an index of them, however busy the machine is.
        let outcome = try Program.shell(
            #"""
            trap 'kill -9 $(jobs -p) 2>/dev/null' EXIT
            "$0" \#(words) & trainer=$!
            until [[ -e "$1/index/CURRENT" && $(<"$1/snapshots/CURRENT") > step-00000000 ]]
            do kill -0 $trainer || exit 3; sleep 0.02; done
            kill -STOP $trainer
            "$0" refresh --run "$1" --corpus '\#(corpus)' --shard 1/2 & first=$!
            "$0" refresh --run "$1" --corpus '\#(corpus)' --shard 2/2 & second=$!
            until [[ $(<"$1/index/CURRENT") > gen-0001 ]]
            do kill -0 $first && kill -0 $second || exit 4; sleep 0.02; done
            kill -CONT $trainer
            wait $trainer && wait $first && wait $second
            """#, out)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let lines = try String(contentsOfFile: "\(out)/metrics.jsonl", encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 40 && lines[0].contains("probe.recall@5") && lines[39].contains("probe.recall@5"))
        let made = try lines.compactMap {
            (try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["taken.madeAtStep"] as? Double
        }
        // The trainer itself makes the first index and the last.
        #expect(made.first == 0 && made.last == 40 && made.contains { (1..<40).contains($0) })
        let index = try Program.run(["index", "verify", "\(out)/index", "--json"])
        #expect(index.exitCode == 0)
        #expect((index.json["generations"] as? [[String: Any]])?.last?["step"] as? Int == 40)
        let nonsense = try Program.run(["refresh", "--run", out, "--corpus", corpus, "--shard", "3/2"])
        #expect(nonsense.exitCode == 64 && nonsense.errors.contains("--shard"))
    }

    @Test func aRefresherThatIsStartedFirstWaitsForTheRunsSettings() throws {
        let out = project.path("awaited-\(UUID().uuidString)")
        let corpus = project.path("corpus")
        let arguments = [
            "pretrain", "--embedder", project.path("warm/embedder"), "--encoder", project.path("warm/encoder"),
            "--corpus", corpus, "--config", project.path("config.yaml"), "--no-refresher", "--out", out,
        ]
        let words = arguments.map { "'\($0)'" }.joined(separator: " ")
        let outcome = try Program.shell(
            #"""
            trap 'kill -9 $(jobs -p) 2>/dev/null' EXIT
            "$0" refresh --run "$1" --corpus '\#(corpus)' 2> "$1.log" & refresher=$!
            until [[ -s "$1.log" ]]; do kill -0 $refresher || exit 3; sleep 0.02; done
            [[ ! -e "$1" ]] || exit 4
            "$0" \#(words) && wait $refresher
            """#, out)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let log = try String(contentsOfFile: "\(out).log", encoding: .utf8)
        #expect(log.hasPrefix("\(out)/config.yaml: not there yet; waiting for the trainer to write it\n"))
    }

    @Test func withoutQuestionsToChooseByTheLastModelIsKept() throws {
        let folder = try TemporaryFolder()
        // By its hash this question is one of the part train.
        try folder.write(
            #"{"question":"which river is thirsk on","answers":["Tamber"]}"# + "\n", to: "questions.jsonl")
        let outcome = try Program.run(
            project.fineTuning(on: folder.path("questions.jsonl"), to: folder.path("finetune"))
                + ["--set", "finetune.evaluateEvery=2"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("no dev question chooses the best model; the last one will be kept"))
    }

    @Test func theWarmStartCanBeContinuedAsAControl() throws {
        let out = project.path("control-\(UUID().uuidString)")
        let control = try Program.run([
            "warmstart", "--part", "embedder", "--continue-from", project.path("warm/embedder"), "--corpus",
            project.path("corpus"), "--out", out, "--set", "warmstart.steps=3", "--json",
        ])
        #expect(control.exitCode == 0, "\(control.errors)")
        #expect(control.json["steps"] as? Int == 3)
    }

    @Test func progressGoesToAFileOnRequest() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(
            ["index", "build", "--lexical", "--corpus", project.path("corpus"), "--out", folder.path("lexical")],
            environment: ["PYRAMIDION_PROGRESS": folder.path("progress")])
        #expect(outcome.exitCode == 0)
        #expect(try String(contentsOfFile: folder.path("progress"), encoding: .utf8) == "60 60\n")
    }

    @Test func theDoctorFindsTheEngine() throws {
        let outcome = try Program.run(["doctor", "--json", "--cache", project.folder.url.path])
        #expect(outcome.exitCode == 0, "\(outcome.output)")
        let checks = try #require(outcome.json["checks"] as? [[String: Any]])
        #expect(checks.first?["name"] as? String == "libtorch")
        #expect(checks.contains { $0["name"] as? String == "demonstration" && $0["status"] as? String == "note" })
    }
}
