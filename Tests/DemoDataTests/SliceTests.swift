import DemoData
import Evaluation
import Testing

@Suite struct SliceTests {
    private let passages = (0..<200).map {
        Passage(id: $0, title: "Page \($0)", text: "Text \($0).", source: $0 < 100 ? .vital : .boolq)
    }
    private let questions = (0..<300).map { number in
        TieredQuestion(
            question: "what is \(number)", answer: ["it"], regex: false, source: number < 200 ? "nq" : "trivia",
            split: Split(of: "what is \(number)"), gold: [number % 200, (number + 1) % 200], rank: 1, tier: 1)
    }
    private let boolQ = (100..<200).map {
        BoolQQuestion(
            question: "is it \($0)", gold: [$0], title: "Page \($0)", split: Split(of: "is it \($0)"))
    }
    private let claims = (0..<100).map { FeverClaim(claim: "Claim \($0).", pages: ["Page \($0)"]) }

    @Test func itHasAsManyPassagesAsAskedForWithTheirIds() {
        let slice = Slice(of: passages, questions, boolQ, claims, count: 50)
        #expect(slice.passages.count == 50)
        #expect(slice.passages.allSatisfy { $0 == passages[$0.id] })
        #expect(slice.passages.map(\.id) == slice.passages.map(\.id).sorted())
    }

    @Test func itsQuestionsAreAboutItsPassages() {
        let slice = Slice(of: passages, questions, boolQ, claims, count: 50)
        let ids = Set(slice.passages.map(\.id))
        #expect(slice.questions.count >= 20)
        #expect(slice.questions.allSatisfy { !$0.gold.isEmpty && ids.isSuperset(of: $0.gold) })
        #expect(!slice.boolQ.isEmpty && slice.boolQ.allSatisfy { ids.isSuperset(of: $0.gold) })
        let titles = Set(slice.passages.map(\.title))
        #expect(!slice.fever.isEmpty && slice.fever.allSatisfy { titles.isSuperset(of: $0.pages) })
    }

    @Test func theOrderOfQuestionsDoesNotMatter() {
        let one = Slice(of: passages, questions, boolQ, claims, count: 50)
        let other = Slice(of: passages, questions.reversed(), boolQ.reversed(), claims, count: 50)
        #expect(one.passages == other.passages)
    }
}
