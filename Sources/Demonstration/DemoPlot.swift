import Foundation
import Learning

/// The run of pre-training as a picture: loss, what retrieval adds, held-out recall, and the index's age.
struct DemoPlot {
    let run: RunFolder

    func svg() throws -> String {
        let lines = try MetricsLog.lines(of: run.metrics)
        func series(_ name: String, _ key: String, window: Int = 1) -> LinePlot.Series {
            let points = lines.compactMap { line in
                line.values[key].map { LinePlot.Point(Double(line.step), $0) }
            }
            return LinePlot.Series(name, points).smoothed(over: window)
        }
        let taken = lines.compactMap { line in
            line.values["taken.generation"].map { LinePlot.Mark(line.values["taken.atStep"] ?? 0, "\(Int($0))") }
        }
        return LinePlot(
            "REALM pre-training",
            [
                LinePlot.Panel(
                    "Loss of the masked span", xLabel: "step", yLabel: "−log p(y|x)",
                    [series("loss", "loss", window: 25)], marks: taken),
                LinePlot.Panel(
                    "What documents add on held-out spans", xLabel: "step", yLabel: "nats",
                    [
                        series("marginal gain", "heldOut.marginalGain"),
                        series("utility of hits", "heldOut.utilityOfHits"),
                        series("utility of misses", "heldOut.utilityOfMisses"),
                    ], marks: taken),
                LinePlot.Panel(
                    "Recall of held-out spans", xLabel: "step", yLabel: "share",
                    [
                        series("recall@1", "heldOut.recall@1"), series("recall@5", "heldOut.recall@5"),
                        series("recall@20", "heldOut.recall@20"),
                    ], marks: taken),
                LinePlot.Panel(
                    "Age of the index", xLabel: "step", yLabel: "steps", [series("staleness", "staleness")],
                    marks: taken),
            ]
        ).svg
    }
}
