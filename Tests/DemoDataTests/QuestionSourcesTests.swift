import DemoData
import Foundation
import Randomness
import Testing

@Suite struct QuestionSourcesTests {
    @Test func eachSourceIsReadInItsOwnForm() throws {
        let sources = try SmallSources([
            .naturalQuestionsDev: "where does the elbe rise\t['Giant Mountains', \"Krkonoše\"]\n",
            .triviaTest: "\"Who wrote \"\"The Moldau\"\"?\"\t\"['Smetana', \"\"Bedřich 'Smetana'\"\"]\"\r\n",
            .curated: #"{"question": "How long is the Elbe?", "answer": ["1,?09\\d km"]}"# + "\n",
            .squad: #"{"question": "What flows there?", "answer": ["the Elbe", "the Elbe", "a river"]}"# + "\n",
        ])
        let questions = try SourceQuestion.all(in: sources.folder)
        #expect(
            questions.map(\.question) == [
                "where does the elbe rise", "Who wrote \"The Moldau\"?", "How long is the Elbe?", "What flows there?",
            ])
        #expect(
            questions.map(\.answers) == [
                ["Giant Mountains", "Krkonoše"], ["Smetana", "Bedřich 'Smetana'"], [#"1,?09\d km"#],
                ["the Elbe", "a river"],
            ])
        #expect(questions.map(\.isRegularExpression) == [false, false, true, false])
        #expect(questions.map(\.source) == [.naturalQuestions, .trivia, .curated, .squad])
    }

    @Test func theFirstOfTwoWritingsOfAQuestionStays() throws {
        let sources = try SmallSources([
            .naturalQuestionsDev: "where does  the Elbe rise?\t['here']\n",
            .naturalQuestionsTest: "where does the elbe rise\t['there']\n",
        ])
        #expect(try SourceQuestion.all(in: sources.folder).map(\.answers) == [["here"]])
    }

    @Test func aLineThatIsNotUnderstoodIsNamed() throws {
        let sources = try SmallSources([.naturalQuestionsDev: "where\t['here']\nwhere to\tthere\n"])
        let path = sources.url.appending(path: "topics.nq.dev.txt").path
        let problem = #expect(throws: DemoDataProblem.self) { try SourceQuestion.all(in: sources.folder) }
        #expect(
            problem?.description == """
                \(path):2: expected a list, but expected [ at character 1 of the list; \
                remove the folder and run scripts/get-data
                """)
    }

    @Test func aMissingFileIsNamed() throws {
        let sources = try SmallSources([:])
        let file = sources.url.appending(path: "topics.dpr.wq.test.txt")
        try FileManager.default.removeItem(at: file)
        let problem = #expect(throws: DemoDataProblem.self) { try SourceQuestion.all(in: sources.folder) }
        #expect(problem?.description == "\(file.path) is missing; run scripts/get-data")
    }

    @Test func damagedFilesGiveErrorsAndNothingWorse() throws {
        var generator = SeededGenerator(seed: 10)
        let line = #"{"question": "What flows there?", "answer": ["the Elbe"]}"#
        for _ in 0..<300 {
            var bytes = Array((line + "\t['é', \"x\"]\n" + line).utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let damaged = String(decoding: bytes, as: UTF8.self)
            let sources = try SmallSources([.triviaDev: damaged, .squad: damaged, .boolQ: damaged])
            do { _ = try SourceQuestion.all(in: sources.folder) } catch { #expect(error is DemoDataProblem) }
            do { _ = try DemoCorpus(sources.folder) } catch { #expect(error is DemoDataProblem) }
        }
    }
}
