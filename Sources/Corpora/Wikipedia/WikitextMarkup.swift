/// Wikitext whose templates, tables, links and tags are resolved; line ends, quotes and marks of lists are left.
///
/// One pass: what opens is remembered with its place in the output, and when it closes, its words take the place of all
/// that was put out since. Nothing is looked at twice but the short content of links and small templates.
struct WikitextMarkup {
    private struct Opening {
        enum Kind { case template, parameter, table, htmlTable, link }
        let kind: Kind
        /// Where its content begins in the output.
        let start: Int
    }

    let bytes: [UInt8]
    var index = 0
    private(set) var output: [UInt8] = []
    private(set) var isDisambiguation = false
    /// Elements that are known not to be closed any more, so that a page of unclosed ones is searched once.
    var unclosed: Set<String> = []

    private let namespaces: WikitextNamespaces
    private var open: [Opening] = []
    /// The links to other sites that are open in this line.
    private var addresses = 0
    private let isMark = Self.marks

    /// Stands in the output where something went that has no words, so that parentheses which it leaves empty are known
    /// from written ones; elsewhere it counts as white space or as nothing.
    static let gone: UInt8 = 1

    /// No page nests deeper; hostile ones must not make closing slow.
    private static let deepest = 64
    /// Templates that stand for words are short.
    private static let longestTemplate = 4096
    private static let marks = (0..<256).map { "<{}[]|\n".utf8.contains(UInt8(truncatingIfNeeded: $0)) }

    init(_ bytes: [UInt8], _ namespaces: WikitextNamespaces) {
        self.bytes = bytes
        self.namespaces = namespaces
        output.reserveCapacity(bytes.count / 2)
    }

    mutating func resolve() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "<"): resolveTag()
            case UInt8(ascii: "{"): openBraces()
            case UInt8(ascii: "}"): closeBraces()
            case UInt8(ascii: "["): openBracket()
            case UInt8(ascii: "]"): closeBracket()
            case UInt8(ascii: "|"): bar()
            case UInt8(ascii: "\n"): endLine()
            default:
                let start = index
                repeat { index += 1 } while index < bytes.count && !isMark[Int(bytes[index])]
                output += bytes[start..<index]
            }
        }
        abandonLinks()
        // What was never closed loses the line it begins in, where names of templates and attributes of tables stand.
        for last in open.reversed() where last.kind != .link {
            let end = output[last.start...].firstIndex(of: UInt8(ascii: "\n")) ?? output.endIndex
            output.removeSubrange(last.start..<end)
        }
    }

    func at(_ place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func put(_ more: some Collection<UInt8>) { output += more }

    private mutating func keep() {
        output.append(bytes[index])
        index += 1
    }

    private func run(of byte: UInt8) -> Int {
        var end = index
        while end < bytes.count, bytes[end] == byte { end += 1 }
        return end - index
    }

    private mutating func begin(_ kind: Opening.Kind, _ length: Int) {
        index += length
        if open.count < Self.deepest { open.append(Opening(kind: kind, start: output.count)) }
    }

    /// Removes the opening, those inside it, and all that was put out since.
    private mutating func end(_ place: Int) {
        output.removeSubrange(open[place].start...)
        open.removeSubrange(place...)
    }

    /// What was put out since the opening, copied, for a slice would make the next change copy all the output.
    private func content(of place: Int) -> [UInt8] { Array(output[open[place].start...]) }

    // MARK: Templates and tables

    private mutating func openBraces() {
        var length = run(of: UInt8(ascii: "{"))
        while length >= 2 {
            let isParameter = length == 3
            begin(isParameter ? .parameter : .template, isParameter ? 3 : 2)
            length -= isParameter ? 3 : 2
        }
        guard length == 1 else { return }
        if at(index + 1) == UInt8(ascii: "|"), at(index + 2) != UInt8(ascii: "}") { begin(.table, 2) } else { keep() }
    }

    private mutating func closeBraces() {
        var length = run(of: UInt8(ascii: "}"))
        while length >= 2 {
            guard let place = open.lastIndex(where: { $0.kind == .template || $0.kind == .parameter }) else {
                index += length
                return
            }
            let isParameter = open[place].kind == .parameter && length >= 3
            closeTemplate(place, isParameter: isParameter)
            index += isParameter ? 3 : 2
            length -= isParameter ? 3 : 2
        }
        if length == 1 { keep() }
    }

    private mutating func closeTemplate(_ place: Int, isParameter: Bool) {
        let size = output.count - open[place].start
        let content = isParameter || size <= Self.longestTemplate ? self.content(of: place) : []
        end(place)
        if isParameter {
            let bar = content.firstIndex(of: UInt8(ascii: "|"))
            putWords(bar.map { content[($0 + 1)...] } ?? [])
        } else {
            let template = WikitextTemplate(content[...])
            if template.tellsMeanings { isDisambiguation = true }
            putWords(template.words[...])
        }
    }

    /// Puts out the words of something that ended.
    ///
    /// A template around it must not take their "=" for the end of an argument's name.
    private mutating func putWords(_ words: ArraySlice<UInt8>) {
        if words.isEmpty { return put(CollectionOfOne(Self.gone)) }
        guard open.contains(where: { $0.kind == .template }) else { return put(words) }
        for byte in words {
            if byte == UInt8(ascii: "=") { put("&#61;".utf8) } else { put(CollectionOfOne(byte)) }
        }
    }

    /// A bar and a brace end a table, but not where they end a template whose last argument is empty.
    private mutating func bar() {
        guard at(index + 1) == UInt8(ascii: "}"), let place = open.lastIndex(where: { $0.kind == .table }),
            at(index + 2) != UInt8(ascii: "}") || open.last?.kind == .table
        else { return keep() }
        end(place)
        index += 2
    }

    mutating func openHTMLTable() { begin(.htmlTable, 0) }

    mutating func closeHTMLTable() {
        if let place = open.lastIndex(where: { $0.kind == .htmlTable }) { end(place) }
    }

    // MARK: Links

    private mutating func openBracket() {
        if at(index + 1) == UInt8(ascii: "[") { return begin(.link, 2) }
        guard Self.schemes.contains(where: { bytes[(index + 1)...].starts(with: $0) }) else { return keep() }
        index += 1
        while index < bytes.count, bytes[index] > 0x20, bytes[index] == UInt8(ascii: "|") || !isMark[Int(bytes[index])]
        {
            index += 1
        }
        if at(index) == UInt8(ascii: "]") {
            index += 1
            put(CollectionOfOne(Self.gone))
        } else {
            addresses += 1
        }
    }

    private static let schemes = ["http:", "https:", "ftp:", "mailto:", "//"].map { Array($0.utf8) }

    private mutating func closeBracket() {
        if at(index + 1) == UInt8(ascii: "]") {
            index += 2
            if open.last?.kind == .link { putWords(closeLink()) }
        } else if addresses > 0 {
            addresses -= 1
            index += 1
        } else {
            keep()
        }
    }

    /// The label, or else the target; nothing for files, categories and articles in other languages.
    private func words(ofLink content: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let bar = UInt8(ascii: "|")
        let colon = UInt8(ascii: ":")
        var target = content.prefix { $0 != bar }.drop { $0 <= 0x20 }
        if target.first == colon {
            target.removeFirst()
        } else if namespaces.hideLink(to: target, isLabelled: target.endIndex < content.endIndex) {
            return []
        }
        guard let last = content.lastIndex(of: bar) else { return target }
        let label = content[(last + 1)...]
        return label.allSatisfy { $0 <= 0x20 } ? target : label
    }

    /// Links do not go beyond their paragraph.
    private mutating func endLine() {
        addresses = 0
        if at(index + 1) == UInt8(ascii: "\n") { abandonLinks() }
        keep()
    }

    private mutating func abandonLinks() {
        while open.last?.kind == .link { put(closeLink()) }
    }

    /// Ends the link that was opened last.
    /// - Returns: its words.
    private mutating func closeLink() -> ArraySlice<UInt8> {
        let content = self.content(of: open.count - 1)
        end(open.count - 1)
        return words(ofLink: content[...])
    }
}
