import DemoData
import Evaluation
import Foundation
import Testing

@Suite struct TiersTests {
    private static let passages = [
        ("Elbe", "The Elbe rises in the Giant Mountains and reaches the North Sea at Cuxhaven."),
        ("Volga", "The longest river in Europe rises in the Valdai Hills."),
        ("Dresden", "A port, and once the home of Canaletto."),
        ("", "Smetana wrote a poem in music about the Vltava in 1874."),
    ].enumerated().map { Passage(id: $0.offset, title: $0.element.0, text: $0.element.1, source: .vital) }

    private func tiered(_ question: String, _ answers: [String], regex: Bool = false) throws -> TieredQuestion {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tiers-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        return try Tiers(Self.passages, indexAt: folder).question(
            SourceQuestion(
                question: question, answers: answers, isRegularExpression: regex,
                source: regex ? .curated : .naturalQuestions))
    }

    @Test func aPassageThatCoversTheQuestionAndHoldsTheAnswerIsTierOne() throws {
        let question = try tiered("the elbe rises in what mountains", ["giant mountains", "Krkonoše"])
        #expect(question.gold == [0])
        #expect(question.rank == 1)
        #expect(question.tier == 1)
        #expect(question.split == Split(of: "the elbe rises in what mountains"))
    }

    @Test func aPassageThatHoldsTheAnswerByChanceIsTierTwo() throws {
        let question = try tiered("which painter was admired by king august in pillnitz", ["Canaletto", "Smetana"])
        #expect(question.gold == [3, 2] || question.gold == [3])
        #expect(question.tier == 2)
    }

    @Test func anAnswerElsewhereIsTierThree() throws {
        let question = try tiered("wer malt", ["canaletto"])
        #expect(question.gold == [])
        #expect(question.rank == nil)
        #expect(question.tier == 3)
    }

    @Test func anAnswerThatIsNowhereHasNoTier() throws {
        #expect(try tiered("where does the elbe rise", ["Vosges"]).tier == nil)
    }

    @Test func aRegularExpressionSearchesTheText() throws {
        let question = try tiered("when did smetana write music", [#"\b18[0-9]{2}\b"#], regex: true)
        #expect(question.gold == [3])
    }

    @Test func answersOfTheQuestionItselfDoNotCount() throws {
        #expect(try tiered("is the volga or the elbe longer", ["Elbe"]).tier == nil)
    }

    @Test func theOrderOfQuestionsIsKeptOnAllCores() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tiers-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let tiers = try Tiers(Self.passages, indexAt: folder)
        let questions = (0..<3000).map {
            SourceQuestion(
                question: "what is number \($0)", answers: ["Elbe"], isRegularExpression: false, source: .trivia)
        }
        var reported: [Int] = []
        let result = try tiers.questions(questions) { done, _ in reported.append(done) }
        #expect(result.map(\.question) == questions.map(\.question))
        #expect(reported == [2048, 3000])
    }
}
