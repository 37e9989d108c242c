import Evaluation
import Foundation

extension StudyReport {
    /// The report for people.
    public var markdown: String {
        var lines = ["# \(name)", ""]
        lines += progress
        lines += ["", "## Figures", ""] + figures
        if arms.count > 1 {
            lines += ["", "## Differences", ""] + differencesAtAGlance
            lines += ["", "## Every difference from “\(arms[0].name)”", ""] + everyDifference
        }
        if !pairs.isEmpty { lines += ["", "## Every other difference", ""] + everyOtherDifference }
        lines += ["", "## Curves", "", "![Curves over the steps of pre-training](curves.svg)"]
        lines += ["", "## Arms", ""] + armList
        lines += ["", "## The study's file", "", "```yaml", source.trimmingCharacters(in: .newlines), "```"]
        lines += [
            "", "## Every setting of “\(arms[0].name)”", "", "```yaml", resolved.trimmingCharacters(in: .newlines),
            "```",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var progress: [String] {
        let whole = arms.reduce(0) { $0 + $1.seeds.count }
        let planned = arms.count * seeds.count
        let hours = String(format: "%.1f", secondsOfAllTasks / 3600)
        var lines = [
            "\(whole) of \(planned) runs are whole (\(arms.count) arms, seeds "
                + "\(seeds.map(String.init).joined(separator: ", "))); \(tasksDone) of \(tasks) tasks are done. Their "
                + "times add up to \(hours) h, \(atOnce) at once.",
            "", "Runs were made on: " + (machines.isEmpty ? "none yet" : machines.joined(separator: "; ")) + ".",
        ]
        let missing = arms.filter { $0.seeds.count < seeds.count }
        if !missing.isEmpty {
            lines += [
                "",
                "**Unfinished:** " + missing.map { "\($0.name) (\($0.seeds.count) runs)" }.joined(separator: ", ")
                    + ".",
            ]
        }
        return lines
    }

    private var figures: [String] {
        let shown = mainMeasures
        var lines = [
            "Means ± their standard errors over seeds, in per cent; retrieval utility in nats. A seed changes warm start, "
                + "pre-training and fine-tuning. Recall is that of the pre-trained retriever, before any fine-tuning; answers "
                + "are those of a reader that starts from the same weights in every arm, unless its settings say otherwise.",
            "",
            row(["arm", "runs"] + shown.map(heading) + ["pre-training", "whole run"]),
            row(Array(repeating: "---", count: shown.count + 4)),
        ]
        for arm in arms {
            let cells = shown.map { measure in
                arm.figures[measure.name].map { figure in
                    measure.text(figure.mean)
                        + (figure.runs.count > 1 ? " ± \(measure.text(figure.standardError))" : "")
                } ?? "–"
            }
            lines.append(
                row([arm.name, "\(arm.seeds.count)"] + cells + [minutes(arm, "pre-training"), minutes(arm, "all")]))
        }
        return lines
    }

    /// Those of the first tables, as far as anything was measured by them.
    var mainMeasures: [Measure] {
        measures.filter { measure in measure.isMain && arms.contains { $0.figures[measure.name] != nil } }
    }

    private func heading(_ measure: Measure) -> String {
        let count = arms.lazy.compactMap { $0.figures[measure.name]?.questions }.first ?? 0
        return "\(measure.name) (\(count))"
    }

    private func minutes(_ arm: Arm, _ stage: String) -> String {
        arm.seconds[stage].map { String(format: "%.1f min", $0 / 60) } ?? "–"
    }

    private var armList: [String] {
        arms.map { arm in
            let settings =
                arm.settings.isEmpty ? "no settings of its own" : arm.settings.map { "`\($0)`" }.joined(separator: ", ")
            return "- **\(arm.name)**: \(arm.about.isEmpty ? "" : arm.about + " — ")\(settings)"
        }
    }

    /// A row of a table; a bar inside a cell would end it.
    func row(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |"
    }
}
