/// A choice of a form.
struct ChoiceView: Sendable {
    let value, label: String
    let isChosen: Bool

    /// The searches that there are, the usual one first.
    static func methods(_ facts: ModelFacts, chosen: SearchMethod?) -> [ChoiceView] {
        let labels: [SearchMethod: String] = [
            .dense: "the retriever", .bm25: "words (BM25)", .hybrid: "retriever and words",
        ]
        return [ChoiceView(value: "", label: "as usual", isChosen: chosen == nil)]
            + facts.methods.map {
                ChoiceView(value: $0.rawValue, label: labels[$0] ?? $0.rawValue, isChosen: $0 == chosen)
            }
    }
}
