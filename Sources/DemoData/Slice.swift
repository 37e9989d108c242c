import DurableFiles
import Evaluation

/// About 500 passages of the demonstration, with their ids and questions: small enough for a test on every change.
package struct Slice {
    package let passages: [Passage]
    package let questions: [TieredQuestion]
    package let boolQ: [BoolQQuestion]
    package let fever: [FeverClaim]

    /// Takes passages that questions of the training part are about, 200 of Natural Questions and 100 more of BoolQ, and fills
    /// up with vital articles; hashes give the order, so the choice is arbitrary and always the same.
    ///
    /// Of the questions those are kept whose first gold passage is in the slice, with the gold passages that are.
    package init(
        of corpus: [Passage], _ questions: [TieredQuestion], _ boolQ: [BoolQQuestion], _ fever: [FeverClaim],
        count: Int = 500
    ) {
        var chosen: Set<Int> = []
        func choose(_ candidates: [(name: String, id: Int?)], until limit: Int) {
            let ordered = candidates.map { (hash: Fingerprint(of: $0.name).hexadecimal, id: $0.id) }
            for case let (_, id?) in ordered.sorted(by: { $0.hash < $1.hash }) where chosen.count < limit {
                chosen.insert(id)
            }
        }
        let natural = questions.filter { $0.source == "nq" && $0.split == .train && $0.tier == 1 }
        choose(natural.map { (QuestionKey($0.question).text, $0.gold.first) }, until: count * 2 / 5)
        let yesNo = boolQ.filter { $0.split == .train }
        choose(yesNo.map { (QuestionKey($0.question).text, $0.gold.first) }, until: count * 3 / 5)
        choose(corpus.filter { $0.source == .vital }.map { ($0.title, $0.id) }, until: count)

        passages = corpus.filter { chosen.contains($0.id) }
        self.questions = questions.compactMap { question in
            guard let first = question.gold.first, chosen.contains(first) else { return nil }
            var question = question
            question.gold.removeAll { !chosen.contains($0) }
            return question
        }
        self.boolQ = boolQ.filter { $0.gold.allSatisfy(chosen.contains) }
        let titles = Set(passages.filter { $0.source == .vital }.map(\.title))
        self.fever = fever.compactMap { claim in
            let pages = claim.pages.filter(titles.contains)
            return pages.isEmpty ? nil : FeverClaim(claim: claim.claim, pages: pages)
        }
    }
}
