/// A page taken apart into tags and the text between them, in one pass over its bytes.
struct HTMLTags {
    enum Part: Equatable {
        case text(Range<Int>)
        /// A tag with its name in lower case.
        /// A start tag is empty when it is written as its own end, "<br/>".
        case start(String, isEmpty: Bool)
        case end(String)
    }

    let bytes: [UInt8]
    private var index = 0
    /// Characters that are known not to come any more, so that a page of unclosed quotes is searched once.
    private var absent: Set<UInt8> = []
    /// Elements that are known not to be closed any more, for the same reason.
    private var unclosed: Set<String> = []

    init(_ html: String) { bytes = Array(html.utf8) }

    /// The next tag or piece of text; nil at the end.
    ///
    /// Comments and declarations are passed over.
    mutating func next() -> Part? {
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "<") || !beginsMarkup(at: index) {
                let end = textEnd(from: index + 1)
                defer { index = end }
                return .text(index..<end)
            }
            let second = bytes[index + 1]
            if second == UInt8(ascii: "!") || second == UInt8(ascii: "?") {
                passDeclaration()
            } else {
                return tag()
            }
        }
        return nil
    }

    /// Passes the content of the element whose start tag came last, up to and with its end tag.
    /// - Returns: where the content is, or nil when the element is never closed: then all the rest is its content, but
    ///   for a title the page goes on behind the tag.
    mutating func skipContent(of name: String) -> Range<Int>? {
        let start = index
        var mark = unclosed.contains(name) ? bytes.count : textEnd(from: index)
        while mark + 1 < bytes.count {
            let nameEnd = mark + 2 + name.utf8.count
            if nameEnd <= bytes.count, bytes[mark + 1] == UInt8(ascii: "/"),
                zip(bytes[(mark + 2)..<nameEnd], name.utf8).allSatisfy({ $0.0 | 0x20 == $0.1 }),
                nameEnd == bytes.count || !Self.isNamePart(bytes[nameEnd])
            {
                index = mark
                _ = tag()
                return start..<mark
            }
            mark = textEnd(from: mark + 1)
        }
        unclosed.insert(name)
        if name != "title" { index = bytes.count }
        return nil
    }

    /// Whether a `<` begins a tag, comment or declaration, and is not just a character.
    private func beginsMarkup(at mark: Int) -> Bool {
        guard mark + 1 < bytes.count else { return false }
        switch bytes[mark + 1] {
        case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
        case UInt8(ascii: "/"): return mark + 2 < bytes.count && Self.isLetter(bytes[mark + 2])
        default: return Self.isLetter(bytes[mark + 1])
        }
    }

    private func textEnd(from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
        return end
    }

    private mutating func passDeclaration() {
        guard bytes[index...].starts(with: "<!--".utf8) else {
            index = find(UInt8(ascii: ">"), from: index).map { $0 + 1 } ?? bytes.count
            return
        }
        // "<!-->" is a whole comment, so the search begins on its own hyphens.
        var search = index + 2
        while let end = find(UInt8(ascii: ">"), from: search) {
            if bytes[end - 1] == UInt8(ascii: "-"), bytes[end - 2] == UInt8(ascii: "-") {
                index = end + 1
                return
            }
            search = end + 1
        }
        index = bytes.count
    }

    /// Reads the tag at `index` and passes it, with the values of its attributes.
    private mutating func tag() -> Part {
        let isEnd = bytes[index + 1] == UInt8(ascii: "/")
        var cursor = index + (isEnd ? 2 : 1)
        let nameStart = cursor
        while cursor < bytes.count, Self.isNamePart(bytes[cursor]) { cursor += 1 }
        let name = String(decoding: bytes[nameStart..<cursor].map { Self.isLetter($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        index = tagEnd(from: cursor)
        if isEnd { return .end(name) }
        return .start(name, isEmpty: bytes[..<index].suffix(2).elementsEqual("/>".utf8))
    }

    /// Behind the `>` of a tag.
    ///
    /// One in a quoted value does not count, unless the quotation never ends.
    private mutating func tagEnd(from start: Int) -> Int {
        var cursor = start
        while cursor < bytes.count {
            let byte = bytes[cursor]
            if byte == UInt8(ascii: ">") { return cursor + 1 }
            let isQuote = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            if isQuote, bytes[cursor - 1] == UInt8(ascii: "="), let close = find(byte, from: cursor + 1) {
                cursor = close
            }
            cursor += 1
        }
        return bytes.count
    }

    private mutating func find(_ byte: UInt8, from start: Int) -> Int? {
        if absent.contains(byte) { return nil }
        var cursor = start
        while cursor < bytes.count, bytes[cursor] != byte { cursor += 1 }
        if cursor < bytes.count { return cursor }
        absent.insert(byte)
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
    }
}
