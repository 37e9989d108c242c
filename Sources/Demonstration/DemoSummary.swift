import Answering
import Evaluation
import Foundation

extension DemoReport {
    /// The closing summary for the terminal.
    public var summary: String {
        var lines = ["", "Pyramidion's demonstration (\(size)): \(documents) passages in \(blocks) blocks"]
        if size == DemoPlan.Size.quick.rawValue {
            lines.append("On the slice the figures show only that every stage works.")
        }
        lines.append("")
        for answered in shown.answered { lines += Self.lines(answered) }
        for filled in shown.filled { lines += Self.lines(filled) }
        lines += ["Retrieval before any fine-tuning, recall@1/5/20 (95 % interval of @5):"]
        for row in retrieval.rows {
            let cells = ["1", "5", "20"].map { row.recall[$0].map { Self.percent($0.mean) } ?? "–" }
            let interval = row.recall["5"].map {
                "\(Self.percent($0.interval95.lower))–\(Self.percent($0.interval95.upper))"
            }
            lines.append(
                "  \(row.set), \(row.questions): \(row.retriever): \(cells.joined(separator: " / ")) (\(interval ?? "–"))"
            )
        }
        for difference in retrieval.differences where difference.cutoff == 1 || difference.cutoff == 5 {
            let mean = Self.percent(difference.difference.mean)
            lines.append(
                "  \(difference.set): \(difference.retriever) − warm start, recall@\(difference.cutoff): "
                    + "\(mean) ± \(Self.percent(difference.difference.standardError)) (standard error)")
        }
        let spent = trainingSeconds.sorted { $0.key < $1.key }.map { "\($0.key) \(Int($0.value.rounded())) s" }
        lines.append("  time of the steps: \(spent.joined(separator: ", "))")
        lines += ["", "Answers to test questions, exact match and F1:"]
        for row in answers.rows {
            lines.append(
                "  tier \(row.tier), \(row.questions): \(row.system): \(Self.percent(row.exactMatch.mean)) "
                    + "(\(Self.percent(row.exactMatch.interval95.lower))–\(Self.percent(row.exactMatch.interval95.upper))), "
                    + "F1 \(Self.percent(row.f1.mean))")
        }
        lines += ["", "Index generations: made at step → taken at step, marginal gain on held-out spans:"]
        for generation in generations {
            let gain = generation.heldOut["heldOut.marginalGain"].map { String((($0 * 1000).rounded()) / 1000) } ?? "–"
            lines.append("  \(generation.number): \(generation.madeAtStep) → \(generation.takenAtStep), \(gain) nats")
        }
        if size == DemoPlan.Size.full.rawValue {
            lines += ["", "What was to be shown:"]
            for claim in claims { lines.append("  \(claim.holds ? "yes" : "NO ") \(claim.text)") }
        }
        lines += notes.map { "note: \($0)" }
        let total = Int(stages.values.reduce(0, +).rounded())
        let memory = (Double(peakMemoryBytes) / 1e8).rounded() / 10
        lines.append("\(total / 60) min \(total % 60) s in all; at most \(memory) GB (10⁹ bytes) of memory")
        return lines.joined(separator: "\n")
    }

    private static func lines(_ answered: Showcase.Answered) -> [String] {
        var lines = ["Q: \(answered.question)"]
        if let answer = answered.answer {
            let context = Array(answer.context.utf8)
            let end = answer.startInContext + answer.end - answer.start
            let before = String(decoding: context[..<answer.startInContext], as: UTF8.self)
            let after = String(decoding: context[end...], as: UTF8.self)
            let right = AnswerScore(answer.text, references: answered.expected).exactMatch == 1
            lines.append(
                "A: \(answer.text)  (p = \(percent(answer.probability)), from \(name(answer.title, answer.context)))"
                    + (right ? "  ✓" : ""))
            lines.append("   …\(before)[[\(answer.text)]]\(after)")
        }
        lines.append("   expected: \(answered.expected.prefix(3).joined(separator: " | "))")
        let read = answered.passages.map { "\(name($0.title, $0.text)) \(percent($0.probability))" }
        return lines + ["   read, p(z|x): \(read.joined(separator: ", "))", ""]
    }

    private static func lines(_ filled: Showcase.Filled) -> [String] {
        func best(_ masks: [[MaskFiller.WordPieceProbability]]) -> String {
            masks.map { $0.prefix(3).map { "\($0.text) \(percent($0.probability))" }.joined(separator: ", ") }
                .joined(separator: " | ")
        }
        let read = filled.passages.prefix(5).map { "\(name($0.title, $0.text)) \(percent($0.probability))" }
        return [
            "Blank: \(filled.text)", "   with documents: \(best(filled.withRetrieval))",
            "   without: \(best(filled.withoutRetrieval))", "   expected: \(filled.expected)",
            "   read, p(z|x): \(read.joined(separator: ", ")), null document \(percent(filled.nullProbability))", "",
        ]
    }

    /// A passage's title or, where it has none, how it begins.
    private static func name(_ title: String, _ text: String) -> String {
        title.isEmpty ? "\"\(text.split(separator: " ").prefix(4).joined(separator: " "))…\"" : title
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
