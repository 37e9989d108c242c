import Foundation

/// An answer given as a regular expression (CuratedTREC): case does not matter, and ^ and $ stand at each line.
public struct AnswerPattern: Sendable {
    private let expression: NSRegularExpression
    /// Reports of progress make the matcher half as fast, so only expressions that may need stopping ask for them:
    /// those with more than one repetition, for it takes repetitions of repetitions to try very many ways.
    private let asksForReports: Bool

    /// Nil when the expression is invalid; such an answer is never found.
    public init?(_ pattern: String) {
        guard
            let expression = try? NSRegularExpression(
                pattern: pattern, options: [.caseInsensitive, .anchorsMatchLines])
        else { return nil }
        self.expression = expression
        asksForReports = pattern.count { "+*{".contains($0) } > 1
    }

    /// Whether it matches anywhere: the rule for passages.
    public func occurs(in text: String) -> Bool { matches(text, []) }

    /// Whether it matches from the very start, whatever follows: the official rule for predicted answers.
    public func matchesStart(of prediction: String) -> Bool { matches(prediction, .anchored) }

    /// An expression that tries too many ways (`(a+)+b`) is given up after an amount of work that
    /// grows with the text, and has not matched.
    private func matches(_ text: String, _ options: NSRegularExpression.MatchingOptions) -> Bool {
        var found = false
        var reports = 0
        let whole = NSRange(location: 0, length: text.utf16.count)
        let patience = Self.patience + whole.length
        let options = asksForReports ? options.union(.reportProgress) : options
        expression.enumerateMatches(in: text, options: options, range: whole) { match, _, stop in
            found = match != nil
            reports += 1
            if found || reports > patience { stop.pointee = true }
        }
        return found
    }

    /// Reports of progress, each some thousand steps of the matcher apart, beside one for each character.
    private static let patience = 1_000
}
