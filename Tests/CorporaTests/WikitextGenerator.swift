import Randomness

/// Makes pages of well-formed wikitext, and the words that readers see of them.
struct WikitextGenerator {
    private(set) var source = ""
    private(set) var words: [String] = []
    private var random: SeededGenerator

    private static let pool = [
        "lamp", "keeper", "tower", "fog", "strait", "ferry", "harbour", "storm", "été", "灯台", "mile", "rock", "tide",
    ]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for _ in 0..<Int.random(in: 1...8, using: &random) { block() }
    }

    private mutating func chance(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private mutating func anyWord() -> String { Self.pool[chance(Self.pool.count)] }

    private mutating func word() {
        let word = anyWord()
        source += word
        words.append(word)
    }

    /// Adds to the source what readers do not see.
    private mutating func hidden(_ body: (inout Self) -> Void) {
        let count = words.count
        body(&self)
        words.removeSubrange(count...)
    }

    // MARK: Blocks

    private mutating func block() {
        switch chance(9) {
        case 0: source += "\n== \(anyWord()) ''\(anyWord())'' ==\n"
        case 1:
            for _ in 0...chance(4) {
                source += "\n" + ["* ", "** ", "# ", ": ", ";"][chance(5)]
                line(depth: 2)
            }
            source += "\n"
        case 2:
            source += "\n"
            hidden { $0.table(depth: 2) }
            source += "\n"
        case 3:
            hidden { page in
                page.source += "\n{{Infobox \(page.anyWord())\n"
                for _ in 0...page.chance(4) {
                    page.source += "| \(page.anyWord()) = "
                    page.line(depth: 2)
                    page.source += "\n"
                }
                page.source += "}}\n"
            }
        case 4: source += "\n[[Category:\(anyWord())|\(anyWord())]]\n[[fr:\(anyWord())]]\n"
        case 5: source += "\n<gallery mode=packed>\n\(anyWord()).jpg|\(anyWord())\n</gallery>\n"
        case 6:
            hidden { page in
                page.source += "\n== References ==\n{{reflist}}\n* "
                page.line(depth: 2)
                page.source += "\n=== \(page.anyWord()) ===\n"
                page.line(depth: 1)
            }
            source += "\n== \(anyWord()) ==\n"
        default:
            source += "\n"
            line(depth: 3)
            source += "\n\n"
        }
    }

    private mutating func table(depth: Int) {
        source += "{| class=\"wikitable\"\n|+ \(anyWord())\n! \(anyWord()) !! \(anyWord())\n"
        for _ in 0...chance(3) {
            source += "|-\n| "
            line(depth: depth)
            source += " || "
            line(depth: depth)
            source += "\n"
            if depth > 1, chance(4) == 0 {
                source += "| \n"
                table(depth: depth - 1)
                source += "\n"
            }
        }
        source += "|}"
    }

    // MARK: Inside a line

    private mutating func line(depth: Int, marks: Bool = true, notes: Bool = true, links: Bool = true) {
        for place in 0...chance(6) {
            if place > 0 { source += chance(5) == 0 ? "&nbsp;" : " " }
            part(depth: depth, marks: marks, notes: notes, links: links)
        }
    }

    /// - Parameters:
    ///   - marks: whether emphasis may stand here, for in itself it would not be well-formed.
    ///   - notes: the same of references.
    ///   - links: the same of links.
    private mutating func part(depth: Int, marks: Bool, notes: Bool, links: Bool) {
        guard depth > 0 else { return word() }
        switch chance(16) {
        case 0 where marks: enclosed("'''", "'''") { $0.words(depth - 1, marks: false, notes: notes, links: links) }
        case 1 where marks: enclosed("''", "''") { $0.words(depth - 1, marks: false, notes: notes, links: links) }
        case 2 where links: enclosed("[[", "]]") { $0.word() }
        case 3 where links:
            enclosed("[[\(anyWord()) (\(anyWord()))|", "]]") {
                $0.words(depth - 1, marks: marks, notes: notes, links: false)
            }
        case 4 where links:
            enclosed("[https://example.org/\(chance(99))?q=1 ", "]") {
                $0.line(depth: depth - 1, marks: marks, notes: notes, links: false)
            }
        case 5:
            enclosed("{{nowrap|", "}}") { $0.line(depth: depth - 1, marks: marks, notes: notes, links: links) }
        case 6: enclosed("<span style=\"color:red\">", "</span>") { $0.word() }
        case 7: enclosed("<nowiki>", "</nowiki>") { $0.word() }
        case 8:
            hidden { page in
                page.enclosed("{{\(page.anyWord())x|name=", "|\(page.anyWord())}}") {
                    $0.line(depth: depth - 1, marks: marks, notes: notes, links: links)
                }
            }
        case 9 where notes:
            hidden { page in
                page.enclosed("<ref name=\"\(page.anyWord())\">", "</ref>") {
                    $0.line(depth: depth - 1, marks: marks, notes: false, links: links)
                }
            }
        case 10: source += "<ref name=\(anyWord()) />"
        case 11: source += "<!-- \(anyWord()) [[\(anyWord()) {{ -->"
        case 12 where links:
            hidden { page in
                page.enclosed("[[File:\(page.anyWord()).jpg|thumb|upright=1.2|", "]]") {
                    $0.line(depth: depth - 1, marks: marks, notes: notes, links: true)
                }
            }
        case 13: source += "<math>x_{1} < {{y}}</math>"
        case 14: source += "__NOTOC__"
        default: word()
        }
    }

    /// A line that begins and ends with a word, for emphasis on nothing is not well-formed, nor is a label of nothing.
    private mutating func words(_ depth: Int, marks: Bool, notes: Bool, links: Bool) {
        word()
        source += " "
        line(depth: depth, marks: marks, notes: notes, links: links)
        source += " "
        word()
    }

    private mutating func enclosed(_ start: String, _ end: String, _ body: (inout Self) -> Void) {
        source += start
        body(&self)
        source += end
    }
}
