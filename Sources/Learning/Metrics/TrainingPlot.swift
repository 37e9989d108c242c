import Foundation

/// The course of a run, with the curves for which it has figures.
package struct TrainingPlot {
    private let name: String
    private let lines: [MetricsLine]

    /// - Parameters:
    ///   - name: what stands above the curves.
    ///   - lines: the run's log.
    package init(_ name: String, _ lines: [MetricsLine]) {
        self.name = name
        self.lines = lines
    }

    /// Curves that belong together, and the keys of their figures.
    private static let groups: [(title: String, unit: String, keys: [String])] = [
        ("Loss", "nats", ["loss"]),
        (
            "What documents add on held-out spans", "nats",
            ["heldOut.marginalGain", "heldOut.utilityOfHits", "heldOut.utilityOfMisses"]
        ),
        ("Retrieval utility while training", "nats", ["marginalGain", "utilityOfHits", "utilityOfMisses"]),
        ("Recall of held-out spans", "share", ["heldOut.recall@1", "heldOut.recall@5", "heldOut.recall@20"]),
        ("Age of the index", "steps", ["staleness"]),
        ("Entropy of p(z|x)", "nats", ["entropy"]),
        ("Accuracy", "share", ["accuracy", "exactMatch"]),
    ]

    /// The curves, with a mark where training took a new index.
    package var plot: LinePlot {
        let taken = lines.compactMap { line in
            line.values["taken.generation"].map {
                LinePlot.Mark(line.values["taken.atStep"] ?? 0, String(format: "%.0f", $0))
            }
        }
        let panels = Self.groups.compactMap { group -> LinePlot.Panel? in
            let curves = group.keys.compactMap { curve($0) }
            guard !curves.isEmpty else { return nil }
            return LinePlot.Panel(group.title, xLabel: "step", yLabel: group.unit, curves, marks: taken)
        }
        return LinePlot(name, panels)
    }

    private func curve(_ key: String) -> LinePlot.Series? {
        let points = lines.compactMap { line in line.values[key].map { LinePlot.Point(Double(line.step), $0) } }
        guard !points.isEmpty else { return nil }
        let short = key.split(separator: ".").last.map(String.init) ?? key
        // A figure of every step is noise unless it is smoothed; one of every index generation is not.
        let window = points.count > 200 ? 25 : 1
        return LinePlot.Series(short, points).smoothed(over: window)
    }
}
