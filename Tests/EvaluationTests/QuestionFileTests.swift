import Evaluation
import Foundation
import Randomness
import Testing

@Suite struct QuestionFileTests {
    private func read(
        _ data: Data, format: QuestionFormat? = nil, includesHeldOut: Bool = true, strict: Bool = false
    ) throws -> QuestionFile {
        let file = FileManager.default.temporaryDirectory.appending(path: "questions \(UUID().uuidString)")
        try data.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try QuestionFile.read(file, format: format, includesHeldOut: includesHeldOut, strict: strict)
    }

    private func read(_ text: String, format: QuestionFormat? = nil, strict: Bool = false) throws -> QuestionFile {
        try read(Data(text.utf8), format: format, strict: strict)
    }

    /// What is said about the file's only wrong line, without the folder that the test wrote it to.
    private func complaint(_ line: String, format: QuestionFormat? = nil) throws -> String? {
        let good =
            format == .tsv ? "Where is Giza?\t['Egypt']" : #"{"question": "Where is Giza?", "answer": ["Egypt"]}"#
        let file = try read("\(good)\n\(line)\n", format: format)
        #expect(file.questions.count == 1)
        #expect(file.problemCount == 1)
        return file.problems.first?.description.split(separator: ":", maxSplits: 1).last.map(String.init)
    }

    @Test func everyFieldOfAJSONLineIsRead() throws {
        let file = try read(
            """
            {"question": "Who built it?", "answer": ["Khufu", "Cheops"], "regex": false, "source": "nq", "id": 7,
            """.replacing("\n", with: "") + #" "gold": [3, 12], "rank": 2, "tier": 1, "other": {"x": [null]}}"#
                + "\n\n" + #"{"question": "When?", "answers": "25\\d\\d BC", "regex": true}"#)
        #expect(
            file.questions == [
                Question(
                    "Who built it?", answers: ["Khufu", "Cheops"], source: "nq", id: "7", gold: [3, 12], rank: 2,
                    tier: 1),
                Question("When?", answers: [#"25\d\d BC"#], isRegularExpression: true),
            ])
        #expect(file.problemCount == 0)
    }

    @Test func aQuestionIsWrittenAsItIsRead() throws {
        let question = Question(
            "Who \"built\" it?", answers: ["Khufu"], source: "nq", id: "q1", gold: [1], rank: 1, tier: 2)
        #expect(try read(JSONEncoder().encode(question)).questions == [question])
    }

    @Test func naturalQuestionsOpenFormIgnoresOtherFields() throws {
        let line = #"{"question": "who built it", "answer": ["Khufu"], "source": 3, "id": "same"}"#
        #expect(try read("\(line)\n\(line)\n", format: .nqOpen).questions.count == 2)
    }

    @Test func tabSeparatedAnswersArePythonListsAlsoWhenQuotedAsCSV() throws {
        let file = try read(
            "who built it\t['Khufu', \"Khufu's\"]\r\nwhere is it\t\"['Giza', \"\"Giza's edge\"\", 'a \"\"b\"\"']\"\n"
                + "when was it\t\"[\"\"2560 BC\"\"]\"")
        #expect(
            file.questions.map(\.answers) == [["Khufu", "Khufu's"], ["Giza", "Giza's edge", "a \"b\""], ["2560 BC"]])
        #expect(file.questions.map(\.text) == ["who built it", "where is it", "when was it"])
    }

    /// As DPR writes TriviaQA: the key, and with it the part of the data, is that of the bare question.
    @Test func aTabSeparatedQuestionMayBeQuotedAsCSVToo() throws {
        let file = try read(
            """
            "Who ""is"" it?"\t['x']
              "Which play has the words ""To be""?"  \t"['Hamlet', ""'tis""]"
            "Hamlet" is a play by "whom"\t['Shakespeare']
            "\t['a mark alone']
            """)
        #expect(
            file.questions.map(\.text) == [
                "Who \"is\" it?", "Which play has the words \"To be\"?", "\"Hamlet\" is a play by \"whom\"", "\"",
            ])
        #expect(file.questions.map(\.answers) == [["x"], ["Hamlet", "'tis"], ["Shakespeare"], ["a mark alone"]])
        #expect(file.questions[0].split == Split(of: "Who \"is\" it?"))
    }

    @Test func whateverACSVWriterQuotesIsUnwrapped() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<500 {
            let cell = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                ["\"", "\"\"", "a", "é", "\t", "\u{301}", " "].randomElement(using: &random) ?? ""
            }.joined()
            let doubled = cell.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
            let quoted = "\"\(doubled)\""
            #expect(QuotedCell.unwrapped(quoted).utf8.elementsEqual(cell.utf8))
        }
        for cell in ["", "\"", "a", "\"a", "a\"", "\"a\"b\"", "\"\"\""] { #expect(QuotedCell.unwrapped(cell) == cell) }
    }

    @Test func heldOutQuestionsAreDroppedAndCountedUnlessAskedFor() throws {
        let lines = (0..<200).map { #"{"question": "which king reigned in year \#($0)", "answer": ["Djoser"]}"# }
        let data = Data(lines.joined(separator: "\n").utf8)
        let without = try read(data, includesHeldOut: false)
        let with = try read(data, includesHeldOut: true)
        #expect(with.questions.count == 200 && with.heldOutDropped == 0)
        #expect(without.heldOutDropped == with.questions.count { $0.split == .heldout })
        #expect(without.heldOutDropped > 20)
        #expect(without.questions == with.questions.filter { $0.split != .heldout })
    }

    @Test(arguments: [
        ("[1]", "2: not a JSON object; expected {\"question\": \"…\", \"answer\": [\"…\"]}"),
        ("{\"question\": \"Who", "2: not a JSON object; expected {\"question\": \"…\", \"answer\": [\"…\"]}"),
        (#"{"answer": ["x"]}"#, "2: field \"question\" is missing"),
        (#"{"question": 3, "answer": ["x"]}"#, "2: field \"question\" has the wrong type; expected a string"),
        (#"{"question": null, "answer": ["x"]}"#, "2: field \"question\" has the wrong type; expected a string"),
        (#"{"question": " ", "answer": ["x"]}"#, "2: field \"question\" is empty"),
        (
            #"{"question": "Who", "answer": [3]}"#,
            "2: field \"answer\" has the wrong type; expected a string or a list of strings"
        ),
        (
            #"{"question": "Who", "answer": "x", "regex": 1}"#,
            "2: field \"regex\" has the wrong type; expected true or false"
        ),
        (
            #"{"question": "Who", "answer": "x", "gold": "3"}"#,
            "2: field \"gold\" has the wrong type; expected a list of document ids, which are whole numbers"
        ),
        (#"{"question": "Who", "gold": [-1]}"#, "2: field \"gold\" holds -1; expected document ids from 0"),
        (
            #"{"question": "Who", "answer": []}"#,
            "2: no answers; expected \"answer\" (or \"gold\" or \"pages\") with at least one element"
        ),
    ])
    func aWrongJSONLineIsLeftOutCountedAndNamed(line: String, expected: String) throws {
        #expect(try complaint(line) == expected)
    }

    @Test func aWrongTabSeparatedLineIsLeftOutCountedAndNamed() throws {
        #expect(
            try complaint("who built it", format: .tsv)
                == "2: no tab; expected the question, a tab and the list of answers")
        #expect(
            try complaint("who\t['Khufu'", format: .tsv) == "2: expected a comma or ] at character 9 of the list")
    }

    @Test func anIdThatStandsTwiceIsNamedWithBothLines() throws {
        let file = try read(
            #"{"id": "a", "question": "Who?", "answer": "x"}"# + "\n"
                + #"{"id": "a", "question": "When?", "answer": "y"}"#)
        #expect(file.questions.map(\.text) == ["Who?"])
        #expect(
            file.problems.first?.description.hasSuffix(":2: id \"a\" stands at line 1 already; ids must differ") == true
        )
    }

    @Test func enormousLinesAndBytesThatAreNoTextAreLeftOut() throws {
        let good = #"{"question": "Where is Giza?", "answer": ["Egypt"]}"#
        var data = Data([0xEF, 0xBB, 0xBF]) + Data((good + "\n").utf8)
        data += Data(repeating: UInt8(ascii: "x"), count: 3 << 20) + Data("\n".utf8)
        data += Data([0xC3, 0x28, 0x0A]) + Data(good.utf8)
        let file = try read(data)
        #expect(file.questions.count == 2)
        #expect(file.problems.map(\.line) == [2, 3])
        #expect(file.problems.map(\.fault) == [.tooLong(limit: 1 << 20), .notText])
    }

    @Test func strictReadingStopsAtTheFirstWrongLine() throws {
        let text = #"{"question": "Who?", "answer": "x"}"# + "\n{}\n"
        let problem = #expect(throws: QuestionFileProblem.self) { try read(text, strict: true) }
        #expect(problem?.description.hasSuffix(":2: field \"question\" is missing") == true)
    }

    @Test func aFileWithoutQuestionsOrAMissingOneIsRefused() throws {
        for text in ["", "\n \n"] {
            let problem = #expect(throws: QuestionFileProblem.self) { try read(text) }
            #expect(problem?.description.hasSuffix(": holds no questions; expected one a line") == true)
        }
        let problem = #expect(throws: QuestionFileProblem.self) { try read("{}\n{}\n") }
        #expect(
            problem?.description.hasSuffix(":1: field \"question\" is missing (and no other line holds a question)")
                == true)
        let missing = #expect(throws: QuestionFileProblem.self) {
            try QuestionFile.read(URL(filePath: "/nowhere/questions.jsonl"))
        }
        #expect(missing?.description == "/nowhere/questions.jsonl: cannot be read: No such file or directory")
        let folder = #expect(throws: QuestionFileProblem.self) { try QuestionFile.read(URL(filePath: "/tmp")) }
        #expect(folder?.description == "/tmp: cannot be read: Is a directory")
    }

    @Test func noBytesStopTheProgram() throws {
        let pieces = [
            "{", "}", "[", "]", "\"", "question", ":", ",", "answer", "\t", "'", "\n", "1", "null", "\\", "\u{0}", "é",
        ]
        var random = SeededGenerator(seed: 9)
        for _ in 0..<300 {
            var data = Data()
            for _ in 0..<Int.random(in: 0...80, using: &random) {
                data += Data((pieces.randomElement(using: &random) ?? "").utf8)
            }
            if Bool.random(using: &random) { data.append(UInt8.random(in: 128...255, using: &random)) }
            do { _ = try read(data) } catch { #expect(error is QuestionFileProblem) }
        }
    }
}
