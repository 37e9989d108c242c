import Evaluation
import Foundation
import Randomness
import Testing

/// The formats of published question sets, on texts written in their forms.
@Suite struct PublishedQuestionsTests {
    private func read(_ text: String, _ format: QuestionFormat? = nil, strict: Bool = false) throws -> QuestionFile {
        let file = FileManager.default.temporaryDirectory.appending(path: "questions \(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try QuestionFile.read(file, format: format, includesHeldOut: true, strict: strict)
    }

    private static let squad = """
        {"data": [{"title": "Giza", "paragraphs": [
          {"context": "The pyramid \\"of\\" Khufu ] stands at Giza.", "qas": [
            {"answers": [{"answer_start": 12, "text": "Khufu"}, {"answer_start": 12, "text": "Khufu"},
                         {"answer_start": 8, "text": "of Khufu"}], "question": "Whose pyramid is it?", "id": "s1"},
            {"answers": [{"answer_start": 32, "text": "Giza"}], "question": "Where does it stand?", "id": "s2"}]},
          {"context": "No questions.", "qas": []}]},
         {"title": "Nile", "paragraphs": [{"qas": [
            {"question": "What floods?", "id": "s3", "answers": []},
            {"question": "What floods each year?", "id": "s4", "answers": [{"text": "the Nile", "answer_start": 0}]}
         ], "context": "The Nile floods."}]}], "version": "1.1"}
        """

    @Test func squadsQuestionsAreReadWithoutTheirParagraphs() throws {
        for format in [nil, QuestionFormat.squad] {
            let file = try read(Self.squad, format)
            #expect(
                file.questions == [
                    Question("Whose pyramid is it?", answers: ["Khufu", "of Khufu"], source: "squad", id: "s1"),
                    Question("Where does it stand?", answers: ["Giza"], source: "squad", id: "s2"),
                    Question("What floods each year?", answers: ["the Nile"], source: "squad", id: "s4"),
                ])
            #expect(file.problemCount == 1)
            #expect(file.problems.first?.line == 8 && file.problems.first?.record == 3)
            #expect(file.problems.first?.description.contains(":8: question 3: no answers; expected") == true)
        }
        let versionFirst =
            #"{"version": "v2.0", "data": [{"paragraphs": [{"qas": [{"question": "Who?", "#
            + #""id": 1, "answers": [{"text": "x", "answer_start": 0}]}]}]}]}"#
        #expect(throws: QuestionFileProblem.self) { try read(versionFirst, strict: true) }
        #expect(try read(versionFirst.replacing("\"id\": 1", with: "\"id\": \"1\"")).questions.count == 1)
    }

    @Test func triviaQAsAnswersAreTheValueAndItsAliases() throws {
        let text = """
            {
                "Data": [
                    {
                        "Answer": {
                            "Aliases": ["Cheops", "Khufu", "Cheops"],
                            "MatchedWikiEntityName": "Khufu", "NormalizedAliases": ["cheops", "khufu"],
                            "NormalizedValue": "khufu", "Type": "WikipediaEntity", "Value": "Khufu"
                        },
                        "EntityPages": [{"Title": "Great Pyramid of Giza", "Filename": "a.txt"}],
                        "Question": "For which pharaoh was the Great Pyramid built?",
                        "QuestionId": "tc_3", "QuestionSource": "http://example.org/", "SearchResults": []
                    },
                    {"Question": "Without an answer?", "QuestionId": "tc_4"},
                    {"Question": "A list?", "QuestionId": "tc_5", "Answer": ["x"]}
                ],
                "Domain": "Web", "Split": "train", "VerifiedEval": false, "Version": 1.0
            }
            """
        for format in [nil, QuestionFormat.triviaQA] {
            let file = try read(text, format)
            #expect(
                file.questions == [
                    Question(
                        "For which pharaoh was the Great Pyramid built?", answers: ["Khufu", "Cheops"],
                        source: "triviaqa", id: "tc_3")
                ])
            #expect(file.problems.map(\.line) == [13, 14])
            #expect(
                file.problems.last?.description.hasSuffix(
                    ":14: question 3: field \"Answer\" has the wrong type; expected an object with the text Value and the "
                        + "list Aliases") == true)
        }
    }

    @Test func webQuestionsAnswersAreDescriptions() throws {
        let text = #"""
            [
            {"url": "http://example.org/jamaica", "targetValue": "(list (description \"Jamaican Creole English\") (description English))", "utterance": "what do people speak in jamaica?"},
            {"url": "http://example.org/x", "targetValue": "(list (description \"a \\\"b\\\" c\"))", "utterance": "what is quoted?"},
            {"url": "http://example.org/y", "targetValue": "Kingston", "utterance": "what is its capital?"}
            ]
            """#
        for format in [nil, QuestionFormat.webQuestions] {
            let file = try read(text, format)
            #expect(file.questions.map(\.answers) == [["Jamaican Creole English", "English"], ["a \"b\" c"]])
            #expect(file.questions.first?.text == "what do people speak in jamaica?")
            #expect(file.problems.map(\.line) == [4])
            #expect(
                file.problems.first?.description.hasSuffix(
                    #"field "targetValue" is not as in (list (description "Jamaican Creole") (description English))"#)
                    == true)
        }
    }

    @Test(arguments: [
        ("(list)", []), (" ( list", nil), ("(list (description \"x)", nil), ("(list (description ))", nil),
        ("(list (description two  words)) ", ["two words"]), ("(list (description \"\"))", [""]),
        ("(list (description a)) b", nil), ("(list description)", nil),
    ])
    func descriptionsAreReadWholeOrNotAtAll(text: String, strings: [String]?) {
        #expect(DescriptionList.strings(text) == strings)
    }

    @Test func dprsTrainingFilesNameTheRightPages() throws {
        let text = """
            [
                {
                    "dataset": "nq_dev_psgs_w100",
                    "question": "who built the great pyramid",
                    "answers": ["Khufu"],
                    "positive_ctxs": [{"title": "Great Pyramid", "text": "… Khufu …", "score": 1000, "passage_id": "12"},
                                      {"title": "Khufu", "text": "…"}, {"title": "Khufu", "text": "…"}],
                    "negative_ctxs": [], "hard_negative_ctxs": [{"title": "Djoser", "text": "…"}]
                },
                {"question": "when", "answers": "1889", "positive_ctxs": []},
                {"question": "what", "answers": 3}
            ]
            """
        for format in [nil, QuestionFormat.dpr] {
            let file = try read(text, format)
            #expect(
                file.questions == [
                    Question(
                        "who built the great pyramid", answers: ["Khufu"], source: "nq_dev_psgs_w100",
                        pages: ["Great Pyramid", "Khufu"]), Question("when", answers: ["1889"]),
                ])
            #expect(
                file.problems.map(\.description).last?.hasSuffix(
                    ":11: question 3: field \"answers\" has the wrong type; expected a string or a list of strings")
                    == true)
        }
    }

    @Test func curatedTRECsAnswersAreRegularExpressionsInBothItsForms() throws {
        let text =
            #"{"question": "When did it open?", "answer": ["1889|March 1889"]}"# + "\n"
            + #"Where is it?"# + "\t" + #"['Paris(,? France)?']"#
        let file = try read(text, .curatedTREC)
        #expect(file.questions.map(\.isRegularExpression) == [true, true])
        #expect(file.questions.map(\.answers) == [["1889|March 1889"], ["Paris(,? France)?"]])
        #expect(AnswerScore("paris, france", references: file.questions[1].answers, isRegularExpression: true).f1 == 1)
        #expect(
            try read(text.split(separator: "\n").first.map(String.init) ?? "").questions[0].isRegularExpression == false
        )
    }

    @Test func aDocumentThatIsCutOffOrHasNoListIsRefused() throws {
        let cut = #expect(throws: QuestionFileProblem.self) { try read(String(Self.squad.dropLast(20))) }
        #expect(
            cut?.description.hasSuffix(":10: not JSON; expected more of the document, which is cut off here") == true)
        let other = #expect(throws: QuestionFileProblem.self) { try read(Self.squad, .triviaQA) }
        #expect(
            other?.description.hasSuffix(
                ":1: no list of questions; expected one named Data; name the file's format if it is another") == true)
        let empty = #expect(throws: QuestionFileProblem.self) { try read("[]") }
        #expect(empty?.description.hasSuffix(": holds no questions; expected one a line") == true)
        let wrong = #expect(throws: QuestionFileProblem.self) { try read("[3, {}]", .dpr) }
        #expect(
            wrong?.description.hasSuffix(
                #":1: question 1: not a JSON object; expected {"question": "…", "answers": ["…"], "positive_ctxs": "#
                    + #"[{"title": "…"}]} (and no other record is a question)"#) == true)
    }

    @Test func linesOfTheOtherFormatsAreToldFromDocuments() throws {
        #expect(try read(#"{"question": "Who?", "answer": "x"}"#).questions.count == 1)
        #expect(try read("[Who] built it?\t['Khufu']").questions.map(\.text) == ["[Who] built it?"])
        let marked = "\u{FEFF}" + #"[{"question": "Who?", "answers": ["x"]}]"#
        #expect(try read(marked).questions.count == 1)
    }

    @Test func noBytesStopTheProgram() throws {
        var random = SeededGenerator(seed: 19)
        let whole = Array(Self.squad.utf8)
        for format in QuestionFormat.allCases {
            for _ in 0..<150 {
                var bytes = whole
                for _ in 0..<3 {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                let file = FileManager.default.temporaryDirectory.appending(path: "questions \(UUID().uuidString)")
                try Data(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))).write(to: file)
                defer { try? FileManager.default.removeItem(at: file) }
                do { _ = try QuestionFile.read(file, format: format) } catch { #expect(!error.description.isEmpty) }
            }
        }
    }
}
