/// The tab that shows training runs.
struct TrainingView: PageView {
    struct Run: Sendable {
        let name, address: String
        let isCurrent: Bool
    }

    struct Figure: Sendable {
        let name, value: String
    }

    let title = "Training"
    let tabs = PageTab.all(current: "/training")
    let runs: [Run]
    let run: String?
    let plot: String?
    let step: String
    let figures: [Figure]
}
