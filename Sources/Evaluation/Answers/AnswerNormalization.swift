import Foundation

/// The form in which predicted answers are compared with references: the official one of SQuAD, after NFD.
///
/// In this order: NFD, lower case, ASCII punctuation deleted, the words a, an, the deleted, white space collapsed.
/// "Café" and "Cafe" stay apart, and typographic quotation marks stay, because they do so in the published scores.
public enum AnswerNormalization {
    /// The normal form of an answer.
    public static func normalized(_ answer: String) -> String {
        let lowered = answer.decomposedStringWithCanonicalMapping.lowercasedByWords
        return withoutArticles(lowered.unicodeScalars.filter { !isPunctuation($0) }).collapsingBlanks
    }

    /// The words of the normal form.
    public static func words(_ answer: String) -> [String] {
        normalized(answer).unicodeScalars.split(separator: " ").map { String($0) }
    }

    /// The 32 characters of Python's `string.punctuation`.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
        default: false
        }
    }

    /// Puts a space for each article that stands as a word.
    ///
    /// As for the regular expression `\b`, words are runs of letters and digits: a combining mark ends one.
    private static func withoutArticles(_ scalars: [Unicode.Scalar]) -> String {
        var result = String.UnicodeScalarView()
        var word: [Unicode.Scalar] = []
        func flush() {
            if word == ["a"] || word == ["a", "n"] || word == ["t", "h", "e"] {
                result.append(" ")
            } else {
                result.append(contentsOf: word)
            }
            word = []
        }
        for scalar in scalars {
            if scalar.isLetterOrDigit {
                word.append(scalar)
            } else {
                flush()
                result.append(scalar)
            }
        }
        flush()
        return String(result)
    }
}
