import Foundation
import Testing

/// From documents to answers, by the verbs alone.
@Suite struct JourneyTests {
    private let project: TrainedProject

    init() throws { project = try TrainedProject.shared.get() }

    /// The options that name the parts of the project, with the fine-tuned model.
    private var parts: [String] {
        [
            "--model", project.path("finetune"), "--corpus", project.path("corpus"), "--index",
            project.path("pretrain/index"), "--lexical", project.path("lexical"),
        ]
    }

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

    @Test func heldOutMaskedSpansAreMeasured() throws {
        let lines = project.path("spans-\(UUID().uuidString).jsonl")
        let outcome = try Program.run([
            "eval", "spans", "--model", project.path("pretrain"), "--corpus", project.path("corpus"), "--index",
            project.path("pretrain/index"), "--read", "4", "--lines", lines, "--json", "--set",
            "masking.heldOutShare=0.4", "--set", "masking.minimumSentence=5",
        ])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let queries = try #require(outcome.json["queries"] as? Int)
        #expect(queries > 4)
        #expect(outcome.json["read"] as? Int == 4)
        #expect((outcome.json["figures"] as? [String: Double])?["marginalGain"] != nil)
        let written = try String(contentsOfFile: lines, encoding: .utf8).split(separator: "\n")
        #expect(written.count == queries)
        #expect(written.filter { !$0.contains("\"marginalGain\":null") }.count == 4)
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
        let outcome = try Program.shell(
            #"""
            "$0" \#(words) & trainer=$!
            until [[ -e "$1/index/CURRENT" ]]; do kill -0 $trainer || exit 3; sleep 0.02; done
            "$0" refresh --run "$1" --corpus '\#(corpus)' --shard 1/2 & first=$!
            "$0" refresh --run "$1" --corpus '\#(corpus)' --shard 2/2 & second=$!
            wait $trainer && wait $first && wait $second
            """#, out)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let lines = try String(contentsOfFile: "\(out)/metrics.jsonl", encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 40 && lines[0].contains("probe.recall@5") && lines[39].contains("probe.recall@5"))
        let index = try Program.run(["index", "verify", "\(out)/index", "--json"])
        #expect(index.exitCode == 0)
        #expect((index.json["generations"] as? [[String: Any]])?.last?["step"] as? Int == 40)
        let nonsense = try Program.run(["refresh", "--run", out, "--corpus", corpus, "--shard", "3/2"])
        #expect(nonsense.exitCode == 64 && nonsense.errors.contains("--shard"))
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

    @Test func askPrintsAnswersWithTheirPlaces() throws {
        let outcome = try Program.run(["ask"] + parts + ["--json", "-n", "2", "who built the bridge of Kelso"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let json = outcome.json
        #expect(Set(json.keys) == ["question", "answers", "passages", "milliseconds"])
        let answers = try #require(json["answers"] as? [[String: Any]])
        #expect((1...2).contains(answers.count))
        for answer in answers {
            #expect(Set(answer.keys) == ["text", "probability", "block", "title", "start", "end", "context"])
            let block = try #require(answer["block"] as? Int)
            let shown = try Program.run(["corpus", "show", project.path("corpus"), "--block", "\(block)", "--json"])
                .json
            let text = Array(try #require(shown["text"] as? String).utf8)
            let range = try #require(answer["start"] as? Int)..<(try #require(answer["end"] as? Int))
            #expect(String(decoding: text[range], as: UTF8.self) == answer["text"] as? String)
            #expect((answer["context"] as? String)?.contains(try #require(answer["text"] as? String)) == true)
        }
        let passages = try #require(json["passages"] as? [[String: Any]])
        #expect(passages.count == 3)
        #expect(abs(passages.compactMap { $0["probability"] as? Double }.reduce(0, +) - 1) < 1e-6)
    }

    @Test func askMarksTheAnswerInItsSentence() throws {
        let outcome = try Program.run(["ask"] + parts + ["which river is Kelso on"])
        #expect(outcome.output.hasPrefix("which river is Kelso on\n  1. "))
        #expect(outcome.output.contains("[[") && outcome.output.contains("]]"))
        #expect(outcome.output.contains("p(z|x)"))
    }

    @Test func askReadsQuestionsFromStandardInput() throws {
        let long = Array(repeating: "bridge", count: 200).joined(separator: " ")
        let input = Data("who built the bridge of Orton\n\n\(long)\nwhich river is Orton on\n".utf8)
        let outcome = try Program.run(["ask", "--json"] + parts, input: input)
        #expect(outcome.output.split(separator: "\n").count == 2)
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("line 3: the question has 200 word pieces and the model reads at most 30"))
    }

    @Test(arguments: ["dense", "lexical", "hybrid"])
    func searchFindsPassages(from source: String) throws {
        let outcome = try Program.run(["search"] + parts + ["--from", source, "-k", "4", "--json", "bridge of Thirsk"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let hits = try #require(outcome.json["hits"] as? [[String: Any]])
        #expect(hits.count == 4)
        #expect(Set(hits[0].keys) == ["block", "score", "title", "text"])
        if source == "lexical" { #expect((hits[0]["title"] as? String)?.contains("Thirsk") == true) }
    }

    @Test func anIndexBuiltByItselfFindsWhatTheRunsOwnDoes() throws {
        let out = project.path("index-\(UUID().uuidString)")
        let build = [
            "index", "build", "--model", project.path("pretrain"), "--corpus", project.path("corpus"), "--out", out,
        ]
        #expect(try Program.run(build + ["--json"]).json["generation"] as? Int == 1)
        // Built again from the same, it stays as it is.
        #expect(try Program.run(build + ["--json"]).json["generation"] as? Int == 1)
        func hits(_ index: String) throws -> Program.Outcome {
            try Program.run([
                "index", "search", "--index", index, "--model", project.path("pretrain"), "--corpus",
                project.path("corpus"), "-k", "5", "--json", "a market town on the river Isen",
            ])
        }
        let found = try hits(out)
        #expect(found.exitCode == 0, "\(found.errors)")
        #expect(found.output == (try hits(project.path("pretrain/index"))).output)
    }

    @Test func masksAreFilledWithAndWithoutPassages() throws {
        let outcome = try Program.run([
            "fill-mask", "--model", project.path("pretrain"), "--corpus", project.path("corpus"), "--index",
            project.path("pretrain/index"), "--json", "-n", "3", "The bridge of [MASK] crosses the river [MASK].",
        ])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let masks = try #require(outcome.json["masks"] as? [[String: Any]])
        #expect(masks.count == 2)
        #expect((masks[0]["withRetrieval"] as? [Any])?.count == 3)
        #expect((masks[1]["withoutRetrieval"] as? [Any])?.count == 3)
        #expect(outcome.json["nullProbability"] as? Double != nil)
    }

    @Test func textsBecomeVectors() throws {
        let model = ["embed", "--model", project.path("pretrain")]
        let arguments = try Program.run(model + ["stone bridge", "salt"])
        #expect(arguments.exitCode == 0, "\(arguments.errors)")
        #expect((arguments.json["vector"] as? [Double])?.count == 32)
        let lines = try Program.run(model, input: Data("stone bridge\nsalt\n".utf8))
        #expect(lines.output == arguments.output)
        let documents = try Program.run(model + ["--as", "document", "stone bridge", "salt"])
        #expect(documents.output != arguments.output)
    }

    @Test func answersAreScored() throws {
        let predictions = project.path("predictions-\(UUID().uuidString).jsonl")
        let outcome = try Program.run(
            ["eval", "answers"] + parts + ["--questions", project.path("questions.jsonl"), "--part", "all"]
                + ["--limit", "10", "--predictions", predictions, "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let json = outcome.json
        #expect(json["questions"] as? Int == 10)
        #expect((json["exactMatch"] as? Double).map { (0...1).contains($0) } == true)
        #expect((json["f1"] as? Double).map { (0...1).contains($0) } == true)
        #expect((json["recall"] as? [String: Double]).map { Set($0.keys) } == ["1", "5", "20"])
        #expect(((json["interval95"] as? [String: Any])?["exactMatch"] as? [Double])?.count == 2)
        #expect(try String(contentsOfFile: predictions, encoding: .utf8).split(separator: "\n").count == 10)
        let scored = try Program.run([
            "eval", "score", predictions, "--questions", project.path("questions.jsonl"), "--part", "all", "--limit",
            "10",
            "--json",
        ])
        #expect(scored.exitCode == 0, "\(scored.errors)")
        #expect(scored.json["exactMatch"] as? Double == json["exactMatch"] as? Double)
        #expect(scored.json["f1"] as? Double == json["f1"] as? Double)
        #expect(scored.json["missing"] as? Int == 0)
        let compared = try Program.run(["eval", "compare", predictions, predictions, "--json"])
        #expect(compared.exitCode == 0, "\(compared.errors)")
        #expect(compared.json["questions"] as? Int == 10)
        for measure in ["exactMatch", "f1"] {
            let measure = try #require(compared.json[measure] as? [String: Any])
            #expect(measure["difference"] as? Double == 0 && measure["pValue"] as? Double == 1)
            #expect(measure["equal"] as? Int == 10 && (measure["interval95"] as? [Double]) == [0, 0])
        }
    }

    @Test func twoSystemsPredictionsAreCompared() throws {
        let folder = try TemporaryFolder()
        func predictions(_ right: Set<Int>) -> String {
            (0..<8).map { number in
                let prediction = right.contains(number) ? "mill \(number)" : "no mill"
                return "{\"question\": \"Which mill is number \(number)?\", \"prediction\": \"\(prediction)\"}\n"
            }.joined()
        }
        let questions = (0..<8).map {
            "{\"question\": \"which mill is number \($0)\", \"answer\": [\"The Mill \($0)\"]}\n"
        }.joined()
        try folder.write(predictions([0]), to: "before.jsonl")
        try folder.write(predictions([1, 2, 3, 4, 5, 6, 7]), to: "after.jsonl")
        try folder.write(questions, to: "questions.jsonl")
        let arguments = ["eval", "compare", folder.path("before.jsonl"), folder.path("after.jsonl")]
        let references = ["--questions", folder.path("questions.jsonl"), "--include-heldout"]
        let compared = try Program.run(arguments + references + ["--json"])
        #expect(compared.exitCode == 0, "\(compared.errors)")
        let exact = try #require(compared.json["exactMatch"] as? [String: Any])
        #expect(exact["before"] as? Double == 0.125 && exact["after"] as? Double == 0.875)
        #expect(exact["better"] as? Int == 7 && exact["worse"] as? Int == 1 && exact["equal"] as? Int == 0)
        // Eight coins, at most one on the rarer side: 2 (1 + 8) / 2⁸.
        #expect(abs((exact["pValue"] as? Double ?? 0) - 0.0703125) < 1e-12)
        #expect(
            try Program.run(arguments + references).output.contains("exact match   12.5 % to 87.5 %, difference 75.0 %")
        )
        let unscored = try Program.run(arguments)
        #expect(unscored.exitCode == 1)
        #expect(unscored.errors.contains("before.jsonl:1: no exactMatch and f1; name the question files"))
        try folder.write(predictions([0]) + "{\"question\": \"Who?\", \"prediction\": \"\"}", to: "after.jsonl")
        let other = try Program.run(arguments + references)
        #expect(other.exitCode == 1 && other.errors.contains("do not answer the same questions: 0 stand in the first"))
    }

    @Test func retrievalIsScoredByAnswersAndByPages() throws {
        let byAnswers = try Program.run(
            ["eval", "retrieval"] + parts + ["--questions", project.path("questions.jsonl"), "--part", "all"]
                + ["--from", "lexical", "--json"])
        #expect(byAnswers.exitCode == 0, "\(byAnswers.errors)")
        let recall = try #require(byAnswers.json["recall"] as? [String: Double])
        // Each question names a town, so that BM25 finds one of the two documents about it.
        #expect(try #require(recall["20"]) > 0.9)
        let hits = project.path("hits-\(UUID().uuidString).jsonl")
        let byPages = try Program.run(
            ["eval", "retrieval"] + parts + ["--questions", project.path("claims.jsonl"), "--part", "all", "--pages"]
                + ["--from", "lexical", "--hits", hits, "--json"])
        #expect(byPages.exitCode == 0, "\(byPages.errors)")
        #expect(try #require((byPages.json["recall"] as? [String: Double])?["5"]) > 0.9)
        let questions = try #require(byPages.json["questions"] as? Int)
        #expect(try String(contentsOfFile: hits, encoding: .utf8).split(separator: "\n").count == questions)
    }

    @Test func settingsComeFromFileThenEnvironmentThenFlags() throws {
        func passages(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Int? {
            let outcome = try Program.run(
                ["ask"] + parts + arguments + ["--json", "who built the bridge of Selby"], environment: environment)
            return (outcome.json["passages"] as? [Any])?.count
        }
        let variable = ["PYRAMIDION_READER_PASSAGES": "5"]
        #expect(try passages([]) == 3)
        #expect(try passages([], variable) == 5)
        #expect(try passages(["--set", "reader.passages=2"], variable) == 2)
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
