import Foundation
import Testing

/// What a trained project is asked by the verbs that answer, search and embed.
@Suite struct AskingTests {
    private let project: TrainedProject

    init() throws { project = try TrainedProject.shared.get() }

    @Test func askPrintsAnswersWithTheirPlaces() throws {
        let outcome = try Program.run(["ask"] + project.parts + ["--json", "-n", "2", "who built the bridge of Kelso"])
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
        let outcome = try Program.run(["ask"] + project.parts + ["which river is Kelso on"])
        #expect(outcome.output.hasPrefix("which river is Kelso on\n  1. "))
        #expect(outcome.output.contains("[[") && outcome.output.contains("]]"))
        #expect(outcome.output.contains("p(z|x)"))
    }

    @Test func askReadsQuestionsFromStandardInput() throws {
        let long = Array(repeating: "bridge", count: 200).joined(separator: " ")
        let input = Data("who built the bridge of Orton\n\n\(long)\nwhich river is Orton on\n".utf8)
        let outcome = try Program.run(["ask", "--json"] + project.parts, input: input)
        #expect(outcome.output.split(separator: "\n").count == 2)
        #expect(outcome.exitCode == 1)
        #expect(outcome.errors.contains("line 3: the question has 200 word pieces and the model reads at most 30"))
    }

    @Test(arguments: ["dense", "lexical", "hybrid"])
    func searchFindsPassages(from source: String) throws {
        let outcome = try Program.run(
            ["search"] + project.parts + ["--from", source, "-k", "4", "--json", "bridge of Thirsk"])
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
        let passages = try #require(outcome.json["passages"] as? [[String: Any]])
        #expect(!passages.isEmpty && passages.allSatisfy { $0["utility"] as? Double != nil })
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

    @Test func settingsComeFromFileThenEnvironmentThenFlags() throws {
        func passages(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Int? {
            let outcome = try Program.run(
                ["ask"] + project.parts + arguments + ["--json", "who built the bridge of Selby"],
                environment: environment)
            return (outcome.json["passages"] as? [Any])?.count
        }
        let variable = ["PYRAMIDION_READER_PASSAGES": "5"]
        #expect(try passages([]) == 3)
        #expect(try passages([], variable) == 5)
        #expect(try passages(["--set", "reader.passages=2"], variable) == 2)
    }
}
