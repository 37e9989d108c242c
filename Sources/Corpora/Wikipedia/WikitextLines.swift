/// The last step from wikitext to plain text: headings, marks of lists and emphasis, references to characters, spaces.
struct WikitextLines {
    private var text: [UInt8] = []
    /// Where the paragraph at hand begins.
    private var start = 0
    private var needsSpace = false
    /// Where in the text of the paragraph at hand something went last that has no words.
    private var gone: Int?
    /// The level of the heading whose section is being left out.
    private var leftOut: Int?

    /// The paragraphs of wikitext whose markup is resolved, with a blank line between.
    ///
    /// Headings go, since a heading is no sentence, and the corpora that REALM was trained on have none. So do the
    /// sections of links and literature that end an article.
    static func text(of resolved: [UInt8]) -> ArraySlice<UInt8> {
        var lines = WikitextLines()
        lines.text.reserveCapacity(resolved.count)
        for line in resolved.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            lines.take(line, of: resolved)
        }
        lines.endParagraph()
        return lines.text.dropLast(2)
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line.drop { $0 <= 0x20 }
        while let last = line.last, last <= 0x20 { line.removeLast() }
        return line
    }

    private mutating func take(_ whole: ArraySlice<UInt8>, of all: [UInt8]) {
        let line = Self.trimmed(whole)
        if let heading = Self.heading(line) {
            endParagraph()
            if leftOut.map({ heading.level <= $0 }) ?? true {
                leftOut = Self.wordless.contains(heading.name) ? heading.level : nil
            }
            return
        }
        guard leftOut == nil else { return }
        // A line that begins with a bar is left of a table or template that was not closed.
        guard let first = line.first, first != UInt8(ascii: "|") else { return endParagraph() }
        // What went may stand at its ends.
        var words = whole
        let isItem = Self.itemMarks.contains(first)
        if isItem {
            endParagraph()
            words = line.drop { Self.itemMarks.contains($0) }
        } else if line.starts(with: Self.rule) {
            endParagraph()
            words = line.drop { $0 == UInt8(ascii: "-") }
        }
        needsSpace = text.count > start
        append(words, of: all)
        if isItem { endParagraph() }
    }

    private static let itemMarks = Array("*#:;".utf8)
    private static let rule = Array("----".utf8)

    /// "== Name ==": its level and its name in lower case.
    private static func heading(_ line: ArraySlice<UInt8>) -> (level: Int, name: String)? {
        let sign = UInt8(ascii: "=")
        guard line.first == sign, line.last == sign, line.count > 2 else { return nil }
        let before = line.prefix { $0 == sign }.count
        let behind = line.reversed().prefix { $0 == sign }.count
        guard before < line.count else { return nil }
        let level = min(before, behind, 6)
        return (level, String(decoding: trimmed(line.dropFirst(level).dropLast(level)), as: UTF8.self).lowercased())
    }

    private static let wordless: Set<String> = [
        "see also", "references", "external links", "external link", "further reading", "notes", "footnotes",
        "citations",
        "sources", "bibliography", "notes and references", "references and notes", "works cited", "gallery",
    ]

    private mutating func endParagraph() {
        needsSpace = false
        gone = nil
        if !text[start...].contains(where: Self.isWordPart) {
            text.removeSubrange(start...)
        } else {
            text += [UInt8(ascii: "\n"), UInt8(ascii: "\n")]
            start = text.count
        }
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }
}

extension WikitextLines {
    private mutating func append(_ line: ArraySlice<UInt8>, of all: [UInt8]) {
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            switch byte {
            case WikitextMarkup.gone: gone = text.count
            case 0...0x20: needsSpace = true
            case UInt8(ascii: "'"):
                let length = line[index...].prefix { $0 == byte }.count
                put(repeatElement(byte, count: Self.apostrophes(length)))
                index += length
                continue
            case UInt8(ascii: "_"):
                let length = Self.magicWord(line[index...])
                if length > 0 {
                    index += length
                    continue
                }
                put(CollectionOfOne(byte))
            case UInt8(ascii: "&"):
                if let found = CharacterReferences.reference(in: all, at: index), found.end <= line.endIndex {
                    if Self.spaces.contains(found.text) { needsSpace = true } else { put(found.text.utf8) }
                    index = found.end
                    continue
                }
                put(CollectionOfOne(byte))
            case UInt8(ascii: ")"):
                let next = line[(index + 1)...].first
                closeParenthesis(isBeforeWord: next.map(Self.isWordPart) ?? false)
            case UInt8(ascii: ","), UInt8(ascii: ";"): separate(byte)
            default:
                let end = line[index...].firstIndex { Self.isMark[Int($0)] } ?? line.endIndex
                put(line[index..<max(end, index + 1)])
                index = max(end, index + 1)
                continue
            }
            index += 1
        }
    }

    /// White space, and the characters that may be more than themselves.
    private static let isMark = (0..<256).map { $0 <= 0x20 || "'_&),;".utf8.contains(UInt8(truncatingIfNeeded: $0)) }

    private static let spaces: Set<String> = ["\u{A0}", "\u{2002}", "\u{2003}", "\u{2009}", " ", "\n", "\t"]

    /// Two are italics, three bold, five both, and six are two marks whose content went; one more is an apostrophe.
    private static func apostrophes(_ length: Int) -> Int {
        switch length {
        case 1: 1
        case 2, 3, 5, 6: 0
        case 4: 1
        default: length - 6
        }
    }

    /// The length of a switch such as `__NOTOC__`; 0 where there is none.
    private static func magicWord(_ rest: ArraySlice<UInt8>) -> Int {
        let mark = UInt8(ascii: "_")
        guard rest.starts(with: [mark, mark]) else { return 0 }
        let name = rest.dropFirst(2).prefix { (0x41...0x5A).contains($0) }
        return !name.isEmpty && rest[name.endIndex...].starts(with: [mark, mark]) ? name.count + 4 : 0
    }

    private mutating func put(_ more: some Collection<UInt8>) {
        guard !more.isEmpty else { return }
        if needsSpace, text.count > start, text.last != UInt8(ascii: "(") { text.append(UInt8(ascii: " ")) }
        needsSpace = false
        text += more
    }

    // Where templates went, "( ; born 1950)" and "Paris () is" would be left.

    private mutating func separate(_ byte: UInt8) {
        if text.count > start, text.last == UInt8(ascii: "("), gone == text.count { return }
        if text.count > start { needsSpace = false }
        put(CollectionOfOne(byte))
    }

    private mutating func closeParenthesis(isBeforeWord: Bool) {
        needsSpace = false
        let end = text[start...].lastIndex { !Self.separators.contains($0) }.map { $0 + 1 } ?? start
        // Written ones stay as they are: "main()", "a smiley :)".
        guard let place = gone, place >= end else { return put(CollectionOfOne(UInt8(ascii: ")"))) }
        text.removeSubrange(end...)
        gone = end
        guard end > start, text.last == UInt8(ascii: "(") else { return put(CollectionOfOne(UInt8(ascii: ")"))) }
        text.removeLast()
        while text.count > start, text.last == UInt8(ascii: " ") { text.removeLast() }
        gone = text.count
        needsSpace = isBeforeWord
    }

    private static let separators = Array(" ,;:".utf8)
}
