/// The words of a Markdown page: its title, and its text with a blank line between paragraphs, items and table rows.
package struct MarkdownText {
    /// The first heading, which then is not part of the text; nil where there is none.
    package private(set) var title: String?
    private var paragraphs: [String] = []
    /// The lines of the paragraph at hand.
    private var lines: [Substring] = []
    /// What closes the code that is open, three or more back-ticks or tildes.
    private var fence: Substring?

    package var text: String { paragraphs.joined(separator: "\n\n") }

    package init(_ markdown: String) {
        var all = markdown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        Self.dropFrontMatter(&all)
        for line in all { take(line) }
        endParagraph(isCode: fence != nil)
    }

    /// Settings between two lines of three hyphens, at the very start, are not text.
    private static func dropFrontMatter(_ lines: inout ArraySlice<Substring>) {
        guard lines.first.map({ trimmed($0) == "---" }) ?? false else { return }
        guard let end = lines.dropFirst().firstIndex(where: { ["---", "..."].contains(trimmed($0)) }) else { return }
        lines = lines[(end + 1)...]
    }

    private mutating func take(_ whole: Substring) {
        if let open = fence {
            let line = Self.trimmed(whole)
            guard line.hasPrefix(open), line.allSatisfy({ $0 == open.first }) else { return lines.append(whole) }
            endParagraph(isCode: true)
            fence = nil
            return
        }
        let line = Self.withoutQuoteMarks(whole)
        if line.hasPrefix("```") || line.hasPrefix("~~~") {
            endParagraph()
            fence = line.prefix { $0 == line.first }
        } else if let heading = Self.heading(line) {
            endParagraph()
            lines = [heading]
            endHeading()
        } else if !lines.isEmpty, Self.isRule(line, of: "=") || Self.isRule(line, of: "-") {
            endHeading()
        } else if line.isEmpty || Self.isRule(line, of: "-*_") {
            endParagraph()
        } else if Self.isTableRule(line) || Self.isLinkTarget(line) {
            return
        } else if line.hasPrefix("|") {
            endParagraph()
            let cells = line.split(separator: "|").map(Self.trimmed).filter { !$0.isEmpty }
            lines = [cells.joined(separator: ", ")[...]]
            endParagraph()
        } else {
            let content = Self.withoutItemMark(line)
            if content.startIndex != line.startIndex { endParagraph() }
            lines.append(content)
        }
    }

    private mutating func endParagraph(isCode: Bool = false) {
        let paragraph = lines.joined(separator: "\n")
        lines = []
        let words = isCode ? paragraph : MarkdownWords.plain(paragraph)
        if words.contains(where: { !$0.isWhitespace }) { paragraphs.append(words) }
    }

    private mutating func endHeading() {
        let heading = MarkdownWords.plain(lines.joined(separator: " "))
        lines = []
        guard heading.contains(where: { !$0.isWhitespace }) else { return }
        if title == nil { title = heading } else { paragraphs.append(heading) }
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace ?? false { line.removeLast() }
        return line
    }

    private static func withoutQuoteMarks(_ line: Substring) -> Substring {
        var line = trimmed(line)
        while line.first == ">" { line = line.dropFirst().drop(while: \.isWhitespace) }
        return line
    }

    /// The words of a line such as "## Words ##".
    private static func heading(_ line: Substring) -> Substring? {
        let marks = line.prefix { $0 == "#" }
        guard (1...6).contains(marks.count) else { return nil }
        var words = line[marks.endIndex...]
        guard words.isEmpty || words.first == " " || words.first == "\t" else { return nil }
        while words.last == "#" { words.removeLast() }
        return trimmed(words)
    }

    /// Whether the line consists of at least three of one of the marks, perhaps with spaces between.
    private static func isRule(_ line: Substring, of marks: String) -> Bool {
        guard let mark = line.first, marks.contains(mark) else { return false }
        return line.allSatisfy { $0 == mark || $0 == " " } && line.count { $0 == mark } >= 3
    }

    /// "|---|:-:|", between the head of a table and its rows.
    private static func isTableRule(_ line: Substring) -> Bool {
        line.contains("|") && line.contains("-") && line.allSatisfy { "|-: ".contains($0) }
    }

    /// Whether the line says what a link leads to: "[name]: https://example.org".
    private static func isLinkTarget(_ line: Substring) -> Bool {
        guard line.first == "[", let end = line.firstIndex(of: "]") else { return false }
        return line[end...].hasPrefix("]:")
    }

    /// The words of a list item, or the line itself.
    private static func withoutItemMark(_ line: Substring) -> Substring {
        var rest = line
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        if "-*+".contains(line.first ?? " ") {
            rest = line.dropFirst()
        } else if (1...9).contains(digits.count), ".)".contains(line[digits.endIndex...].first ?? " ") {
            rest = line[digits.endIndex...].dropFirst()
        }
        guard rest.startIndex != line.startIndex, rest.first == " " || rest.first == "\t" else { return line }
        rest = rest.drop(while: \.isWhitespace)
        for box in ["[ ] ", "[x] ", "[X] "] where rest.hasPrefix(box) { rest = rest.dropFirst(box.count) }
        return rest
    }
}
