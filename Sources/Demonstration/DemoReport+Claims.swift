import Evaluation

extension DemoReport {
    /// What the demonstration is to show, each held against what was measured.
    /// - Parameter steps: how many steps pre-training made.
    package static func claims(
        _ retrieval: RetrievalComparison, _ answers: AnswerComparison, _ generations: [Generation], steps: Int
    ) -> [Claim] {
        func rises(_ set: String, _ retriever: String, _ cutoff: Int) -> Bool {
            retrieval.difference(set, retriever, at: cutoff)?.risesByTwoStandardErrors ?? false
        }
        func reaches(_ set: String, _ cutoff: Int) -> Bool {
            let ours = retrieval.difference(set, RetrievalComparison.trained, at: cutoff)?.mean ?? 0
            let control = retrieval.difference(set, RetrievalComparison.control, at: cutoff)?.mean ?? 0
            return control >= ours
        }
        func grows(_ name: String) -> Bool {
            guard let first = generations.first?.heldOut[name], let last = generations.last?.heldOut[name] else {
                return false
            }
            return last > first
        }
        // The first is taken before the first step, the last after the last one.
        let meanwhile = generations.count { $0.takenAtStep > 0 && $0.takenAtStep < steps }
        let system = answers.rows.first { $0.system == AnswerComparison.system && $0.tier == 1 }
        return [
            Claim(
                text: "recall@1 of held-out masked spans rises by more than two standard errors",
                holds: rises(Demonstration.spanSet, RetrievalComparison.trained, 1)),
            Claim(
                text: "zero-shot recall@5 of questions rises by more than two standard errors",
                holds: rises(Demonstration.questionSet, RetrievalComparison.trained, 5)),
            Claim(
                text: "the warm start continued for the same time reaches neither",
                holds: !reaches(Demonstration.spanSet, 1) && !reaches(Demonstration.questionSet, 5)),
            Claim(text: "the marginal gain over the null document grows", holds: grows("heldOut.marginalGain")),
            Claim(
                text:
                    "the gap between the utility of passages that hold the span and of those that do not is kept or grows",
                holds: gapGrows(generations)),
            Claim(text: "exact match on tier 1 is at least 35 %", holds: (system?.exactMatch.mean ?? 0) >= 0.35),
            Claim(
                text: "at least three index generations were taken while training went on", holds: meanwhile >= 3),
        ]
    }

    private static func gapGrows(_ generations: [Generation]) -> Bool {
        func gap(_ generation: Generation?) -> Double? {
            guard let hits = generation?.heldOut["heldOut.utilityOfHits"],
                let misses = generation?.heldOut["heldOut.utilityOfMisses"]
            else { return nil }
            return hits - misses
        }
        guard let first = gap(generations.first), let last = gap(generations.last) else { return false }
        return last >= first
    }
}
