/// Whether a passage holds an answer of a question: the test behind recall, distant supervision and answer coverage.
///
/// An answer occurs when its terms are a contiguous part of the passage's; one given as a regular expression, when it
/// matches somewhere in the raw text. Titles are not searched.
public struct AnswerOccurrence: Sendable {
    /// The answers' forms, each once; empty ones are left out.
    public let forms: [AnswerForm]
    /// The answers that are regular expressions and valid.
    public let patterns: [AnswerPattern]

    public init(of answers: [String], isRegularExpression: Bool) {
        var seen: Set<AnswerForm> = []
        forms =
            isRegularExpression
            ? [] : answers.map(AnswerForm.init).filter { !$0.terms.isEmpty && seen.insert($0).inserted }
        patterns = isRegularExpression ? answers.compactMap(AnswerPattern.init) : []
    }

    /// Whether the passage holds any of the answers.
    public func isHeld(by passage: NormalizedPassage) -> Bool {
        forms.contains { passage.form.contains($0) } || patterns.contains { $0.occurs(in: passage.text) }
    }

    /// The answers that say something when they are found in a passage.
    ///
    /// Left out are page names with "(disambiguation)", single letters, and answers whose terms all stand in the
    /// question: a passage that repeats the question would hold them.
    public static func distinctive(_ answers: [String], in question: String) -> [String] {
        let asked = Set(Terms.of(question))
        return answers.filter { answer in
            let terms = Terms.of(answer).filter { !["a", "an", "the"].contains($0) }
            let isLetter = terms.count == 1 && terms[0].count == 1 && terms[0].allSatisfy(\.isLetter)
            return !answer.lowercased().contains("(disambiguation)") && !isLetter && !terms.allSatisfy(asked.contains)
        }
    }
}
