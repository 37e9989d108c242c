/// An answer or a passage as the sequence of its terms, without a, an, the.
///
/// A term is kept as a 64-bit fingerprint (FNV-1a): comparing is one machine instruction, and with the hundred thousand
/// different terms of a large corpus the chance that any two share one is below one in a billion.
public struct AnswerForm: Hashable, Sendable {
    /// The fingerprints of the terms in order.
    public let terms: [UInt64]

    public init(_ text: String) {
        var terms: [UInt64] = []
        for term in Terms.folded(text).split(separator: UInt8(ascii: " ")) where !Self.isArticle(term) {
            terms.append(term.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
        }
        self.terms = terms
    }

    private static func isArticle(_ term: ArraySlice<UInt8>) -> Bool {
        term.elementsEqual("a".utf8) || term.elementsEqual("an".utf8) || term.elementsEqual("the".utf8)
    }

    /// Whether the terms of `answer` stand in this form, in order and without a gap.
    ///
    /// An empty answer stands nowhere.
    public func contains(_ answer: AnswerForm) -> Bool {
        let wanted = answer.terms
        guard let first = wanted.first, wanted.count <= terms.count else { return false }
        for start in 0...(terms.count - wanted.count) where terms[start] == first {
            if (1..<wanted.count).allSatisfy({ terms[start + $0] == wanted[$0] }) { return true }
        }
        return false
    }
}

/// A passage prepared once for many questions.
public struct NormalizedPassage: Sendable {
    /// The text as it stands, which regular expressions search.
    public let text: String
    /// Its terms.
    public let form: AnswerForm

    public init(_ text: String) {
        self.text = text
        form = AnswerForm(text)
    }
}
