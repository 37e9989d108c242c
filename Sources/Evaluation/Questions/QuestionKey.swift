import Foundation

/// The form in which two writings of one question are the same: by it questions are joined, told apart and split.
///
/// NFC, lower case, white space as single spaces, without question marks, full stops and exclamation marks at the end.
public struct QuestionKey: Hashable, Sendable, CustomStringConvertible {
    /// The question in its normal form.
    public let text: String

    public init(_ question: String) {
        var scalars = question.precomposedStringWithCanonicalMapping.lowercasedByWords.collapsingBlanks.unicodeScalars
        while let last = scalars.last, last == "?" || last == "." || last == "!" || last == " " { scalars.removeLast() }
        text = String(scalars)
    }

    public var description: String { text }

    public static func == (left: QuestionKey, right: QuestionKey) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
