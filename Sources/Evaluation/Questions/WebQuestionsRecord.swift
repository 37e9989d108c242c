/// WebQuestions: a question, and its answers as a list of descriptions.
struct WebQuestionsRecord: QuestionForm {
    private let utterance: String
    private let targetValue: String

    static let example = #"{"utterance": "…", "targetValue": "(list (description \"…\"))"}"#

    var question: Question {
        get throws(QuestionLineFault) {
            guard let answers = DescriptionList.strings(targetValue) else {
                throw .field(
                    "targetValue", #"is not as in (list (description "Jamaican Creole") (description English))"#)
            }
            return Question(utterance, answers: answers.distinct, source: "webquestions")
        }
    }
}

/// The answers of WebQuestions, in the notation that they are published in.
package enum DescriptionList {
    /// The strings of `(list (description "a \"b\"") (description c))`; nil for any other text.
    package static func strings(_ text: String) -> [String]? {
        var rest = text.unicodeScalars[...]
        guard take("(list", from: &rest) else { return nil }
        var strings: [String] = []
        while !take(")", from: &rest) {
            guard take("(description", from: &rest), let string = string(&rest), take(")", from: &rest) else {
                return nil
            }
            strings.append(string)
        }
        return rest.allSatisfy(\.isBlank) ? strings : nil
    }

    /// Takes white space and then the word.
    private static func take(_ word: String, from rest: inout Substring.UnicodeScalarView) -> Bool {
        let start = rest.drop(while: \.isBlank)
        guard start.starts(with: word.unicodeScalars) else { return false }
        rest = start.dropFirst(word.unicodeScalars.count)
        return true
    }

    /// A string in quotation marks with backslashes before some scalars, or without them up to the closing bracket.
    private static func string(_ rest: inout Substring.UnicodeScalarView) -> String? {
        rest = rest.drop(while: \.isBlank)
        guard rest.first == "\"" else {
            let bare = rest.prefix { $0 != ")" && $0 != "(" }
            rest = rest[bare.endIndex...]
            let string = String(bare).collapsingBlanks
            return string.isEmpty ? nil : string
        }
        rest.removeFirst()
        var string = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return String(string) }
            guard let kept = scalar == "\\" ? rest.popFirst() : scalar else { return nil }
            string.append(kept)
        }
        return nil
    }
}
