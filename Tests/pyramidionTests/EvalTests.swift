import Foundation
import Testing

/// What `eval` says of a trained project, and of predictions.
@Suite struct EvalTests {
    private let project: TrainedProject

    init() throws { project = try TrainedProject.shared.get() }

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

    @Test func answersAreScored() throws {
        let predictions = project.path("predictions-\(UUID().uuidString).jsonl")
        let outcome = try Program.run(
            ["eval", "answers"] + project.parts + ["--questions", project.path("questions.jsonl"), "--part", "all"]
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

    /// Of eight questions one is held out, by its hash; a ninth line is none.
    @Test func whatOfTheFilesIsNotScoredIsCounted() throws {
        let folder = try TemporaryFolder()
        let questions = (0..<8).map { "{\"question\": \"which mill is number \($0)\", \"answer\": [\"Mill \($0)\"]}\n" }
        try folder.write(questions.joined() + "not JSON\n", to: "questions.jsonl")
        try folder.write(#"{"question": "which mill is number 3", "prediction": "Mill 3"}"#, to: "predictions.jsonl")
        func score(_ more: String...) throws -> Program.Outcome {
            try Program.run(
                ["eval", "score", folder.path("predictions.jsonl"), "--questions", folder.path("questions.jsonl")]
                    + ["--json"] + more)
        }
        let all = try score("--part", "all")
        #expect(all.exitCode == 0, "\(all.errors)")
        #expect(all.json["questions"] as? Int == 7 && all.json["missing"] as? Int == 6)
        #expect(all.json["heldOut"] as? Int == 1 && all.json["leftOut"] as? Int == 1)
        #expect(all.errors.contains("not read: 1 held-out questions; --include-heldout takes them too\n"))
        #expect(all.errors.contains("left out: \(folder.path("questions.jsonl")):9: not a JSON object"))
        let held = try score("--part", "all", "--include-heldout")
        #expect(held.json["questions"] as? Int == 8 && held.json["heldOut"] as? Int == 0)
        #expect(!held.errors.contains("held-out"))
        let test = try score()
        #expect(test.json["questions"] as? Int == 2 && test.json["heldOut"] as? Int == 1)
        #expect(!test.errors.contains("held-out"))
        let none = try score("--part", "dev")
        #expect(none.exitCode == 1)
        #expect(
            none.errors.contains(
                "none of the 7 questions is of part dev, and 1 more are held out (--include-heldout)"))
    }

    /// The first of equal questions counts, and what is written for it can be compared and scored again.
    @Test func aQuestionThatStandsTwiceCountsOnce() throws {
        let folder = try TemporaryFolder()
        let questions = [
            ("Which mill is number 2?", "Ada's"), ("which mill is number 3", "Bo's"),
            ("which  mill is number 2", "Cy's"), ("Which mill is number 3?", "Di's"),
        ].map { #"{"question": "\#($0)", "answer": ["\#($1)"]}"# }
        try folder.write(questions.joined(separator: "\n"), to: "questions.jsonl")
        try folder.write(#"{"question": "which mill is number 2", "prediction": "Ada's"}"#, to: "predictions.jsonl")
        let given = ["--questions", folder.path("questions.jsonl"), "--part", "all"]
        let scored = folder.path("scored.jsonl")
        let outcome = try Program.run(
            ["eval", "score", folder.path("predictions.jsonl"), "--out", scored, "--json"] + given)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.json["questions"] as? Int == 2 && outcome.json["repeated"] as? Int == 2)
        #expect(outcome.json["exactMatch"] as? Double == 0.5)
        #expect(outcome.errors.contains("left out: 2 questions that stand there before"))
        let again = try Program.run(["eval", "score", scored, "--json"] + given)
        #expect(again.json["exactMatch"] as? Double == 0.5, "\(again.errors)")
        let compared = try Program.run(["eval", "compare", scored, scored, "--json"])
        #expect(compared.json["questions"] as? Int == 2, "\(compared.errors)")
        // What the model answers is written by the same choice.
        let predictions = folder.path("answers.jsonl")
        let answered = try Program.run(
            ["eval", "answers"] + project.parts + given + ["--predictions", predictions, "--json"])
        #expect(answered.json["questions"] as? Int == 2 && answered.json["repeated"] as? Int == 2)
        #expect(try Program.run(["eval", "compare", predictions, predictions]).exitCode == 0)
    }

    @Test func aMissingPredictionIsWrittenAsSuch() throws {
        let folder = try TemporaryFolder()
        try folder.write(#"{"question": "which mill is number 2", "answer": ["The"]}"#, to: "questions.jsonl")
        try folder.write(#"{"question": "Who?", "prediction": "Ada"}"#, to: "predictions.jsonl")
        let questions = ["--questions", folder.path("questions.jsonl"), "--part", "all"]
        let scored = folder.path("scored.jsonl")
        let outcome = try Program.run(
            ["eval", "score", folder.path("predictions.jsonl"), "--out", scored, "--json"] + questions)
        #expect(outcome.json["exactMatch"] as? Double == 0 && outcome.json["missing"] as? Int == 1)
        #expect(
            try String(contentsOfFile: scored, encoding: .utf8)
                == #"{"exactMatch":0,"f1":0,"prediction":null,"question":"which mill is number 2"}"# + "\n")
        // Scored again it is as wrong as before.
        let again = try Program.run(["eval", "score", scored, "--json"] + questions)
        #expect(again.json["exactMatch"] as? Double == 0 && again.json["missing"] as? Int == 1)
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
            ["eval", "retrieval"] + project.parts + ["--questions", project.path("questions.jsonl"), "--part", "all"]
                + ["--from", "lexical", "--json"])
        #expect(byAnswers.exitCode == 0, "\(byAnswers.errors)")
        let recall = try #require(byAnswers.json["recall"] as? [String: Double])
        // Each question names a town, so that BM25 finds one of the two documents about it.
        #expect(try #require(recall["20"]) > 0.9)
        let hits = project.path("hits-\(UUID().uuidString).jsonl")
        let byPages = try Program.run(
            ["eval", "retrieval"] + project.parts + [
                "--questions", project.path("claims.jsonl"), "--part", "all", "--pages",
            ]
                + ["--from", "lexical", "--hits", hits, "--json"])
        #expect(byPages.exitCode == 0, "\(byPages.errors)")
        #expect(try #require((byPages.json["recall"] as? [String: Double])?["5"]) > 0.9)
        let questions = try #require(byPages.json["questions"] as? Int)
        #expect(try String(contentsOfFile: hits, encoding: .utf8).split(separator: "\n").count == questions)
    }
}
