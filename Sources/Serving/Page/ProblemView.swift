import HTTPTypes

/// What went wrong.
struct ProblemView: PageView {
    let title: String
    let tabs = PageTab.all(current: "")
    let detail: String

    init(_ problem: Problem) {
        title = problem.status.reasonPhrase
        detail = problem.field.map { "\($0): \(problem.detail)" } ?? problem.detail
    }
}
