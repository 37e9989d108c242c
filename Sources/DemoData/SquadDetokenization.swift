import Foundation

/// Undoes the spaces that tokenisation put between words and marks in the SQuAD paragraphs of Disfl-QA.
package struct SquadDetokenization {
    private let beforeQuotes: [Rule]
    private let afterQuotes: [Rule]

    /// - Throws: when a pattern does not compile, which the tests rule out.
    package init() throws {
        // A word character is a letter, a digit or the underscore; ICU's \w would add combining marks.
        let word = #"[\p{L}\p{N}_]"#
        let wordStart = "(?<!\(word))"
        let wordEnd = "(?!\(word))"
        beforeQuotes = [
            try Rule(#"\[ (?:update|citation needed|unreliable source \?|[a-z0-9 ?]{1,40}) \]"#, ""),
            try Rule("(\(word)) ' (s|t|re|ve|ll|d|m)\(wordEnd)", "$1'$2"),
            try Rule("\(wordStart)([DOL]) ' (?=[A-Z])", "$1'"),
            try Rule("(\(word)) - (?=\(word))", "$1-"),
            try Rule(#"(\d) ([.,]) (?=\d)"#, "$1$2"),
            try Rule(#"(\d) %"#, "$1%"),
            try Rule(#"([$£€]) (?=\d)"#, "$1"),
            try Rule("\(wordStart)((?:[A-Za-z] \\. )+[A-Za-z] \\.)", joining: true),
            try Rule("(\(word)) / (?=\(word))", "$1/"),
            try Rule(#"([(\[]) "#, "$1"),
        ]
        afterQuotes = [
            try Rule(#"\s+([,.;:?!)\]])"#, "$1"),
            try Rule(#"([.,])(?::\s?[\d–-]+(?: [–-] [\d–-]+)*)+(?=\s|$)"#, "$1"),
        ]
    }

    /// The paragraph as it was written, but for the few spaces whose place cannot be told.
    package func detokenized(_ text: String) -> String {
        var text = beforeQuotes.reduce(text) { $1.applied(to: $0) }
        text = Self.withJoinedQuotes(text)
        return TextCleaning.cleaned(afterQuotes.reduce(text) { $1.applied(to: $0) })
    }

    /// Joins quotation marks that stand alone to the word they belong to: each odd one opens, each even one closes.
    package static func withJoinedQuotes(_ text: String) -> String {
        var words: [String] = []
        var opening = ""
        var isOpen: [Substring: Bool] = [:]
        for token in text.split(separator: " ") {
            guard token == "\"" || token == "'" else {
                words.append(opening + token)
                opening = ""
                continue
            }
            if isOpen[token, default: false] {
                if words.isEmpty { words.append(String(token)) } else { words[words.count - 1] += token }
            } else {
                opening += token
            }
            isOpen[token, default: false].toggle()
        }
        if !opening.isEmpty { words.append(opening) }
        return words.joined(separator: " ")
    }

    /// One replacement, applied from left to right to all places that do not overlap.
    private struct Rule {
        let pattern: NSRegularExpression
        /// What is put in place, with `$1` for the first group; nil puts the match without its spaces.
        let template: String?

        init(_ pattern: String, _ template: String) throws {
            self.pattern = try NSRegularExpression(pattern: pattern)
            self.template = template
        }

        init(_ pattern: String, joining: Bool) throws {
            self.pattern = try NSRegularExpression(pattern: pattern)
            template = nil
        }

        func applied(to text: String) -> String {
            let all = NSRange(text.startIndex..., in: text)
            if let template {
                return pattern.stringByReplacingMatches(in: text, range: all, withTemplate: template)
            }
            var result = text
            for match in pattern.matches(in: text, range: all).reversed() {
                guard let range = Range(match.range, in: text) else { continue }
                result.replaceSubrange(range, with: text[range].replacing(" ", with: ""))
            }
            return result
        }
    }
}
