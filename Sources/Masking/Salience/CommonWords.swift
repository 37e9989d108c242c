/// How often words stand in lower case and in capitals inside sentences: whether a capital at a sentence's start
/// tells a name.
public struct CommonWords: Sendable {
    private struct Counts {
        var lower: Int32 = 0
        var capital: Int32 = 0
        var total: Int { Int(lower) + Int(capital) }
    }

    /// Beyond so many words, the rarest are forgotten.
    private let mostWords: Int
    private var counts: [String: Counts] = [:]

    /// How many words are remembered.
    package var wordCount: Int { counts.count }

    public init() { self.init(mostWords: 500_000) }

    package init(mostWords: Int) { self.mostWords = mostWords }

    /// Counts the words of a text, but not the first of each sentence.
    /// - Parameter sentences: UTF-8 byte ranges of the text.
    public mutating func count(_ text: String, sentences: [Range<Int>]) {
        let bytes = Array(text.utf8)
        for sentence in sentences where sentence.lowerBound >= 0 && sentence.upperBound <= bytes.count {
            count(Lexeme.lexemes(in: bytes, sentence))
        }
        if counts.count > mostWords { forgetRarest() }
    }

    mutating func count(_ sentence: [Lexeme]) {
        for lexeme in sentence.drop(while: { $0.kind == .mark }).dropFirst() where lexeme.kind == .word {
            if lexeme.isCapitalised {
                counts[lexeme.text.lowercased(), default: Counts()].capital += 1
            } else {
                counts[lexeme.text, default: Counts()].lower += 1
            }
        }
    }

    /// Forgets the words seen once, then those seen twice and so on, until at most half of the bound are left.
    ///
    /// Half, for this goes through all words, and is not to happen again before many new ones.
    private mutating func forgetRarest() {
        let totals = counts.values.map(\.total).sorted(by: >)
        let floor = max(1, totals[mostWords / 2])
        counts = counts.filter { $0.value.total > floor }
    }

    /// Whether a word, given in lower case, was met in lower case at least a quarter as often as in capitals.
    ///
    /// A quarter, for the capitals inside sentences are mostly parts of names: "sea" is common for all the Black Seas.
    package func contains(_ word: String) -> Bool {
        guard let counts = counts[word] else { return false }
        return counts.lower > 0 && 4 * Int(counts.lower) >= Int(counts.capital)
    }
}
