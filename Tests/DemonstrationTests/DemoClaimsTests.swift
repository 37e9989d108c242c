import Demonstration
import Evaluation
import Foundation
import Testing

@Suite struct DemoClaimsTests {
    /// Of a hundred questions the warm start finds twenty first, the others as many as they are said to.
    private func retrieval(trained: Int, control: Int) -> RetrievalComparison {
        func scores(_ hits: Int) -> RetrievalScores {
            RetrievalScores(firstRelevant: (0..<100).map { $0 < hits ? 1 : nil })
        }
        var comparison = RetrievalComparison()
        for set in [Demonstration.spanSet, Demonstration.questionSet] {
            comparison.add(
                set,
                [
                    (RetrievalComparison.warm, scores(20)), (RetrievalComparison.control, scores(control)),
                    (RetrievalComparison.trained, scores(trained)),
                ])
        }
        return comparison
    }

    /// Tier 1 answered by the system, so many of a hundred right.
    private func answers(_ right: Int) throws -> AnswerComparison {
        let mean = try JSONEncoder().encode(SampleMean((0..<100).map { $0 < right ? 1 : 0 }, resamples: 10))
        let measured = String(decoding: mean, as: UTF8.self)
        let row = """
            {"system": "REALM + BM25", "tier": 1, "questions": 100, "exactMatch": \(measured), "f1": \(measured), "recall": {}}
            """
        return try JSONDecoder().decode(
            AnswerComparison.self, from: Data("{\"rows\": [\(row)], \"differences\": {}}".utf8))
    }

    /// Generations taken at the steps, with a marginal gain and a utility of hits that grow by so much each.
    private func generations(_ steps: [Int], growth: Double = 0.1) -> [DemoReport.Generation] {
        steps.enumerated().map { number, step in
            let grown = Double(number) * growth
            return DemoReport.Generation(
                number: number + 1, madeAtStep: max(0, step - 10), takenAtStep: step,
                heldOut: [
                    "heldOut.marginalGain": grown, "heldOut.utilityOfHits": 1 + grown, "heldOut.utilityOfMisses": -1,
                ])
        }
    }

    /// What was not shown.
    private func missing(
        _ retrieval: RetrievalComparison, _ answers: AnswerComparison, _ generations: [DemoReport.Generation]
    ) -> [String] {
        DemoReport.claims(retrieval, answers, generations, steps: 600).filter { !$0.holds }.map(\.text)
    }

    private let steps = [0, 170, 290, 410, 600]

    @Test func aRunThatShowsEverythingMissesNothing() throws {
        #expect(try missing(retrieval(trained: 60, control: 30), answers(40), generations(steps)) == [])
    }

    @Test func aControlThatReachesAsMuchIsTold() throws {
        let found = try missing(retrieval(trained: 60, control: 60), answers(40), generations(steps))
        #expect(found == ["the warm start continued for the same time reaches neither"])
    }

    @Test func aRetrieverThatDoesNotRiseIsTold() throws {
        let found = try missing(retrieval(trained: 21, control: 20), answers(40), generations(steps))
        #expect(found.count == 2 && found.allSatisfy { $0.contains("rises by more than two standard errors") })
    }

    @Test func gainsThatShrinkAreTold() throws {
        let found = try missing(
            retrieval(trained: 60, control: 30), answers(40), generations(steps, growth: -0.1))
        #expect(found.count == 2 && found.allSatisfy { $0.contains("grows") })
    }

    @Test func fewExactMatchesAreTold() throws {
        let found = try missing(retrieval(trained: 60, control: 30), answers(34), generations(steps))
        #expect(found == ["exact match on tier 1 is at least 35 %"])
    }

    @Test(arguments: [[0, 170, 290, 600], [0, 170, 290], [0, 600], []])
    func generationsBeforeTheFirstStepAndAfterTheLastAreNotTakenMeanwhile(steps: [Int]) throws {
        let found = try missing(retrieval(trained: 60, control: 30), answers(40), generations(steps))
        #expect(found.contains("at least three index generations were taken while training went on"))
    }
}
