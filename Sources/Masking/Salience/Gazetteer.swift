/// Names that are known beforehand, of several words: the titles of a corpus, found by longest match.
public struct Gazetteer: Sendable {
    private struct Step: Hashable {
        let node: Int32
        let word: String
    }

    private var steps: [Step: Int32] = [:]
    private var isTitle: [Bool] = [false]

    /// Knows nothing.
    public static let none = Gazetteer(titles: [])

    /// Takes titles as encyclopedias write them: what stands in brackets at the end tells namesakes apart and goes.
    ///
    /// Titles of one word are left out, for capitals alone find those, and so are titles without a capital or a digit
    /// after their first word ("History of medicine"), which are no names.
    public init(titles: some Sequence<String>) {
        for title in titles {
            let name = title.last == ")" ? title.prefix { $0 != "(" } : title[...]
            let bytes = Array(name.utf8)
            let lexemes = Lexeme.lexemes(in: bytes, bytes.indices)
            guard lexemes.count(where: { $0.kind != .mark }) > 1,
                lexemes.dropFirst().contains(where: { $0.isCapitalised || $0.kind == .number })
            else { continue }
            var node: Int32 = 0
            for lexeme in lexemes {
                let step = Step(node: node, word: lexeme.text)
                if let known = steps[step] {
                    node = known
                } else {
                    node = Int32(isTitle.count)
                    steps[step] = node
                    isTitle.append(false)
                }
            }
            isTitle[Int(node)] = true
        }
    }

    /// Where the longest title that begins at a lexeme ends; nil when none does.
    func end(from start: Int, in lexemes: [Lexeme]) -> Int? {
        var node: Int32 = 0
        var end: Int?
        for index in start..<lexemes.count {
            guard let next = steps[Step(node: node, word: lexemes[index].text)] else { break }
            node = next
            if isTitle[Int(node)] { end = index + 1 }
        }
        return end
    }
}
