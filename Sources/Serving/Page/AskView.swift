/// A question offered to be asked.
struct ExampleView: Sendable {
    let text, address: String
}

/// The tab that answers questions.
struct AskView: QueryView {
    let title: String
    let tabs = PageTab.all(current: "/")
    /// Nil while none is asked; a template takes an empty text for one that is there.
    let question: String?
    let passages: String
    let methods: [ChoiceView]
    let examples: [ExampleView]
    var problem: String?
    var result: AnswerView?
}
