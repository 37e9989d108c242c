/// The words of a Markdown page: its title, and its text with a blank line between paragraphs, items and table rows.
package struct MarkdownText {
    /// The first heading, which then is not part of the text; nil where there is none.
    package private(set) var title: String?
    private var paragraphs: [String] = []
    /// The lines of the paragraph at hand.
    private var lines: [Substring] = []
    /// Where in its line the words of the list item begin that the paragraph at hand is; nil where it is none.
    private var itemColumn: Int?
    /// What closes the code that is open.
    private var fence: Fence?

    private struct Fence {
        /// Three or more back-ticks or tildes.
        let marks: Substring
        /// How many quotations the code stands in.
        let depth: Int
    }

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
            let code = Self.code(whole, depth: open.depth)
            let mark = code.map(Self.trimmed)
            if let code, let mark, !mark.hasPrefix(open.marks) || mark.contains(where: { $0 != open.marks.first }) {
                return lines.append(code)
            }
            endParagraph(isCode: true)
            fence = nil
            // Where the quotation ended, its code did too, and the line is like any other.
            if code != nil { return }
        }
        let (line, depth) = Self.withoutQuoteMarks(whole)
        if let marks = Self.fenceMarks(line) {
            endParagraph()
            fence = Fence(marks: marks, depth: depth)
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
            let column = whole.distance(from: whole.startIndex, to: line.startIndex)
            guard let content = Self.item(line), beginsItem(line, at: column) else { return lines.append(line) }
            endParagraph()
            lines = [Self.withoutBox(content)]
            itemColumn = column + line.distance(from: line.startIndex, to: content.startIndex)
        }
    }

    /// Whether what looks like a list item is one here: inside a paragraph only the number 1 begins a list, for any
    /// other, such as a year, may be the end of a sentence.
    private func beginsItem(_ line: Substring, at column: Int) -> Bool {
        guard !lines.isEmpty, let number = Int(line.prefix(while: \.isNumber)) else { return true }
        return number == 1 || itemColumn.map { column < $0 } ?? false
    }

    private mutating func endParagraph(isCode: Bool = false) {
        let paragraph = lines.joined(separator: "\n")
        lines = []
        itemColumn = nil
        let words = isCode ? paragraph : MarkdownWords.plain(paragraph)
        if words.contains(where: { !$0.isWhitespace }) { paragraphs.append(words) }
    }

    private mutating func endHeading() {
        let heading = MarkdownWords.plain(lines.joined(separator: " "))
        lines = []
        itemColumn = nil
        guard heading.contains(where: { !$0.isWhitespace }) else { return }
        if title == nil { title = heading } else { paragraphs.append(heading) }
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace ?? false { line.removeLast() }
        return line
    }

    private static func withoutQuoteMarks(_ line: Substring) -> (line: Substring, depth: Int) {
        var line = trimmed(line)
        var depth = 0
        while line.first == ">" {
            line = line.dropFirst().drop(while: \.isWhitespace)
            depth += 1
        }
        return (line, depth)
    }

    /// A line of code inside quotations, without their marks; nil where it has fewer.
    private static func code(_ line: Substring, depth: Int) -> Substring? {
        var line = line
        for _ in 0..<depth {
            line = line.drop(while: \.isWhitespace)
            guard line.first == ">" else { return nil }
            line = line.dropFirst()
            if line.first == " " { line = line.dropFirst() }
        }
        return line
    }

    /// The marks that the line opens code with; nil for "```make``` builds it", which is code between words.
    private static func fenceMarks(_ line: Substring) -> Substring? {
        guard let mark = line.first, mark == "`" || mark == "~" else { return nil }
        let marks = line.prefix { $0 == mark }
        guard marks.count >= 3, mark == "~" || !line[marks.endIndex...].contains(mark) else { return nil }
        return marks
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

    /// Whether the line says what a link leads to, perhaps with a title, or is a note: "[name]: address 'Title'".
    private static func isLinkTarget(_ line: Substring) -> Bool {
        guard line.first == "[", let end = line.firstIndex(of: "]"), line[end...].hasPrefix("]:") else { return false }
        if line.hasPrefix("[^") { return true }
        var rest = trimmed(line[end...].dropFirst(2))
        guard !rest.isEmpty else { return false }
        if rest.first == "<", let close = rest.firstIndex(of: ">") {
            rest = rest[close...].dropFirst()
        } else {
            rest = rest.drop { !$0.isWhitespace }
        }
        let title = trimmed(rest)
        guard let first = title.first, let last = title.last else { return true }
        return title.count >= 2 && ["\"\"", "''", "()"].contains("\(first)\(last)")
    }

    /// The words of a list item; nil where the line is none.
    private static func item(_ line: Substring) -> Substring? {
        var rest = line
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        if "-*+".contains(line.first ?? " ") {
            rest = line.dropFirst()
        } else if (1...9).contains(digits.count), ".)".contains(line[digits.endIndex...].first ?? " ") {
            rest = line[digits.endIndex...].dropFirst()
        }
        guard rest.startIndex != line.startIndex, rest.first == " " || rest.first == "\t" else { return nil }
        return rest.drop(while: \.isWhitespace)
    }

    private static func withoutBox(_ item: Substring) -> Substring {
        for box in ["[ ] ", "[x] ", "[X] "] where item.hasPrefix(box) { return item.dropFirst(box.count) }
        return item
    }
}
