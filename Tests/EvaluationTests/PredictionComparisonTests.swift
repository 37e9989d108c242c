import Evaluation
import Foundation
import Randomness
import Testing

@Suite struct PredictionComparisonTests {
    private func file(_ lines: [String]) throws -> PredictionFile {
        let file = FileManager.default.temporaryDirectory.appending(path: "predictions \(UUID().uuidString)")
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try PredictionFile.read(file)
    }

    private func line(_ question: String, _ prediction: String, _ exact: Double? = nil, _ f1: Double? = nil) -> String {
        let scores = exact.map { #", "exactMatch": \#($0), "f1": \#(f1 ?? $0)"# } ?? ""
        return #"{"question": "\#(question)", "prediction": "\#(prediction)"\#(scores), "block": 3}"#
    }

    @Test func questionsAreJoinedByTheirTextWhateverTheirOrder() throws {
        let before = try file([line("Who?", "Ada", 1), line("Where?", "Kelby", 0, 0.5), line("When?", "1804", 0)])
        let after = try file([line("when", "1804", 1), "", line("WHERE?", "Kelby", 0, 0.75), line("who", "Ada", 1)])
        let comparison = try PredictionComparison(before, after)
        #expect(comparison.count == 3)
        #expect(comparison.exactMatch.before == 1.0 / 3 && comparison.exactMatch.after == 2.0 / 3)
        #expect(abs(comparison.exactMatch.difference.mean - 1.0 / 3) < 1e-12)
        #expect(abs(comparison.f1.difference.mean - 1.25 / 3) < 1e-12)
        #expect(comparison.exactMatch.signs == SignTest(before: [1, 0, 0], after: [1, 0, 1]))
        #expect(comparison == (try PredictionComparison(before, after)))
    }

    @Test func referencesScoreFilesThatHaveNoScores() throws {
        let before = try file([line("Who?", "the Ada."), line("When?", "in 1804")])
        let after = try file([line("Who?", "Ben"), line("When?", "1804")])
        let references = [
            Question("Who?", answers: ["Ada"]), Question("When?", answers: ["18\\d\\d"], isRegularExpression: true),
            Question("Where?", answers: ["Kelby"]),
        ]
        let comparison = try PredictionComparison(before, after, references: references)
        #expect(comparison.exactMatch.before == 0.5 && comparison.exactMatch.after == 0.5)
        #expect(comparison.exactMatch.signs.better == 1 && comparison.exactMatch.signs.worse == 1)
        let unscored = #expect(throws: PredictionProblem.self) { try PredictionComparison(before, after) }
        #expect(
            unscored?.description.hasSuffix(
                ":1: no exactMatch and f1; name the question files, so that the predictions can be scored") == true)
        let unknown = #expect(throws: PredictionProblem.self) {
            try PredictionComparison(before, after, references: [references[0]])
        }
        #expect(
            unknown?.description.hasSuffix(
                ":2: \"When?\" is not in the question files; name those that the predictions are of") == true)
    }

    @Test func aHeldOutQuestionThatIsMissingIsToldHowToTake() throws {
        // By its hash; whoever scores on all questions of a file meets such ones.
        let question = "which mill is number 1"
        #expect(Split(of: question) == .heldout)
        let predictions = try file([line(question, "the mill")])
        let problem = #expect(throws: PredictionProblem.self) {
            try PredictionComparison(predictions, predictions, references: [Question("Who?", answers: ["Ada"])])
        }
        #expect(problem?.description.contains("--include-heldout, for it is one of the held-out questions") == true)
    }

    @Test func filesOfOtherQuestionsAreRefused() throws {
        let before = try file([line("Who?", "Ada", 1), line("Where?", "Kelby", 0)])
        let after = try file([line("Who?", "Ada", 1), line("When?", "1804", 0), line("Why?", "so", 0)])
        let problem = #expect(throws: PredictionProblem.self) { try PredictionComparison(before, after) }
        #expect(
            problem
                == .otherQuestions(
                    before: before.path, after: after.path, onlyBefore: 1, onlyAfter: 2, first: "Where?"))
        #expect(
            problem?.description
                == "\(before.path) and \(after.path) do not answer the same questions: 1 stand in the first alone and "
                + "2 in the second, among them \"Where?\"; compare predictions of one set")
    }

    @Test(arguments: [
        (
            ["{\"question\": \"Who?\"}"],
            ": holds no predictions; expected {\"question\": \"…\", \"prediction\": \"…\"} a line"
        ),
        (
            ["{\"question\": \"Who?\", \"prediction\": 5}"],
            ":1: field \"prediction\" has the wrong type; expected a string, or null where there is none"
        ),
        (
            ["", "{\"question\": \"Who?\", \"prediction\": \"Ada\", \"exactMatch\": 7, \"f1\": -3}"],
            ":2: field \"exactMatch\" is 7.0; expected a number from 0 to 1"
        ),
        (
            ["{\"question\": \"Who?\", \"prediction\": \"Ada\", \"exactMatch\": 1, \"f1\": 1.5}"],
            ":1: field \"f1\" is 1.5; expected a number from 0 to 1"
        ),
        (["", "x"], ":2: not a JSON object; expected {\"question\": \"…\", \"prediction\": \"…\"}"),
        (
            ["{\"question\": \"Who?\", \"prediction\": \"\", \"f1\": \"1\"}"],
            ":1: field \"f1\" has the wrong type; expected a number from 0 to 1"
        ),
        (
            ["{\"question\": \"Who?\", \"prediction\": \"a\"}", "{\"question\": \"who\", \"prediction\": \"b\"}"],
            ":2: the question stands at line 1 already; expected one prediction each"
        ),
        ([], ": holds no predictions; expected {\"question\": \"…\", \"prediction\": \"…\"} a line"),
    ])
    func aWrongLineIsNamed(lines: [String], words: String) throws {
        let problem = #expect(throws: PredictionProblem.self) { try file(lines) }
        #expect(problem?.description.hasSuffix(words) == true, "\(problem?.description ?? "")")
    }

    /// The normal form of the reference is empty, as that of an empty text would be.
    @Test func aPredictionThatIsMissingIsNeverRight() throws {
        let lines = [
            #"{"question": "Which article?", "prediction": null}"#, #"{"question": "Who?"}"#,
            #"{"question": "Where?", "prediction": ""}"#,
        ]
        let predictions = try file(lines)
        #expect(predictions.predictions.map(\.answer) == [nil, nil, ""])
        #expect(predictions.answers == [QuestionKey("Where?"): ""])
        let questions = ["Which article?", "Who?", "Where?"].map { Question($0, answers: ["The"]) }
        #expect(AnswerScores(predictions.answers, of: questions).exactMatches == [0, 0, 1])
        let comparison = try PredictionComparison(predictions, predictions, references: questions)
        #expect(comparison.exactMatch.before == 1.0 / 3 && comparison.f1.before == 1.0 / 3)
    }

    @Test func anyLinesAreReadOrRefused() throws {
        var random = SeededGenerator(seed: 77)
        let good = Array(#"{"question": "Who?", "prediction": "Ada", "exactMatch": 1, "f1": 0.5}"#.utf8)
        for _ in 0..<300 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let url = FileManager.default.temporaryDirectory.appending(path: "predictions \(UUID().uuidString)")
            try Data(bytes).write(to: url)
            defer { try? FileManager.default.removeItem(at: url) }
            guard let read = try? PredictionFile.read(url) else { continue }
            for score in read.predictions.compactMap(\.score) {
                #expect((0...1).contains(score.exactMatch) && (0...1).contains(score.f1))
            }
        }
    }

    @Test func aMissingFileIsNamed() throws {
        let problem = #expect(throws: PredictionProblem.self) {
            try PredictionFile.read(URL(filePath: "/nowhere/predictions.jsonl"))
        }
        #expect(problem?.description == "/nowhere/predictions.jsonl: cannot be read: No such file or directory")
    }
}
