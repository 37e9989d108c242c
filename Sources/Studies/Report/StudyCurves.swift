import Foundation
import Learning

/// Curves over the steps of pre-training, a line an arm: what retrieval adds, and recall@5.
struct StudyCurves {
    let report: StudyReport

    init(_ report: StudyReport) { self.report = report }

    var svg: String {
        let shown = report.measures.filter { measure in
            report.arms.contains { ($0.curves[measure.name]?.count ?? 0) > 0 }
        }
        return LinePlot(
            report.name,
            shown.map { measure in
                LinePlot.Panel(
                    measure.name, xLabel: "step of pre-training", yLabel: measure.unit == .nats ? "nats" : "share",
                    report.arms.compactMap { arm in
                        arm.curves[measure.name].map { points in
                            LinePlot.Series(arm.name, points.map { LinePlot.Point(Double($0.step), $0.value) })
                        }
                    })
            }
        ).svg
    }
}
