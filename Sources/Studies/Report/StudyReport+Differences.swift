import Evaluation
import Foundation

/// The report's tables of differences.
extension StudyReport {
    /// What the report is read for: all pairs of arms by the main measures.
    var differencesAtAGlance: [String] {
        let compared =
            arms.dropFirst().map { (label: "\($0.name) − \(arms[0].name)", differences: $0.differences) }
            + pairs.map { (label: "\($0.arm) − \($0.other)", differences: $0.differences) }
        let rows = compared.map { label, differences in
            row(
                [label]
                    + mainMeasures.map { measure in
                        differences[measure.name].map { difference in
                            let mean = measure.text(difference.questions.mean, signed: true)
                            return (difference.isClear ? "**\(mean)**" : mean)
                                + " ± \(measure.text(difference.questions.standardError))"
                        } ?? "–"
                    })
        }
        return [
            "Runs with equal seeds are compared question by question: the mean difference ± its standard error over "
                + "questions. A difference is called clear, and is bold, when p < 0.05 in a paired randomisation test over "
                + "questions (two-sided, not corrected for the number of comparisons: of a hundred between equals some five "
                + "have p < 0.05) and all seeds agree on its sign; everything else is within noise.",
            "", row(["difference"] + mainMeasures.map(\.name)),
            row(Array(repeating: "---", count: mainMeasures.count + 1)),
        ] + rows
    }

    /// Of each arm from the first, by all measures.
    var everyDifference: [String] {
        [
            "The standard error over seeds, of the mean difference of two runs with equal seeds, stands in brackets.",
            "",
        ] + table(of: arms.dropFirst().map { ([$0.name], $0.differences) }, under: ["arm"])
    }

    /// Of the further pairs that the study's file asks for, by all measures.
    var everyOtherDifference: [String] {
        table(of: pairs.map { ([$0.arm, $0.other], $0.differences) }, under: ["arm", "held against"])
    }

    /// A row for each measure and what was compared by it.
    private func table(
        of compared: [(names: [String], differences: [String: Difference])], under headings: [String]
    ) -> [String] {
        let columns = ["measure"] + headings + ["difference", "p", "verdict"]
        let rows = measures.flatMap { measure in
            compared.compactMap { names, differences in
                differences[measure.name].map { row([measure.name] + names + cells($0, measure)) }
            }
        }
        return [row(columns), row(Array(repeating: "---", count: columns.count))] + rows
    }

    /// The difference with its errors, p, and what to make of it.
    private func cells(_ difference: Difference, _ measure: Measure) -> [String] {
        let overSeeds = difference.runs.count > 1 ? " (\(measure.text(difference.seedError)))" : ""
        let mean = difference.questions.mean
        return [
            "\(measure.text(mean, signed: true)) ± \(measure.text(difference.questions.standardError))" + overSeeds,
            String(format: "%.4f", difference.questions.pValue),
            difference.isClear ? (mean < 0 ? "**lower**" : "**higher**") : "within noise",
        ]
    }
}
