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
        let rows = measures.flatMap { measure in
            arms.dropFirst().compactMap { arm in
                arm.differences[measure.name].map { row([measure.name, arm.name] + cells($0, measure)) }
            }
        }
        return [
            "The standard error over seeds, of the mean difference of two runs with equal seeds, stands in brackets.",
            "",
            row(["measure", "arm", "difference", "p", "verdict"]), row(Array(repeating: "---", count: 5)),
        ] + rows
    }

    /// Of the further pairs that the study's file asks for, by all measures.
    var everyOtherDifference: [String] {
        let rows = measures.flatMap { measure in
            pairs.compactMap { pair in
                pair.differences[measure.name].map { row([measure.name, pair.arm, pair.other] + cells($0, measure)) }
            }
        }
        return [
            row(["measure", "arm", "held against", "difference", "p", "verdict"]),
            row(Array(repeating: "---", count: 6)),
        ] + rows
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
