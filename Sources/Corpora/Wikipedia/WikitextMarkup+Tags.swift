extension WikitextMarkup {
    /// Passes a comment or the tag of an element, with its content where that holds no words of the text.
    mutating func resolveTag() {
        if bytes[index...].starts(with: Self.comment) { return passComment() }
        guard let tag = tag() else {
            put(CollectionOfOne(bytes[index]))
            index += 1
            return
        }
        index = tag.end
        switch tag.name {
        case "nowiki": if !tag.isEnd && !tag.isEmpty { takeLiterally(passContent(of: tag.name)) }
        case "table": if tag.isEnd { closeHTMLTable() } else if !tag.isEmpty { openHTMLTable() }
        case _ where Self.wordless.contains(tag.name):
            if !tag.isEnd && !tag.isEmpty { _ = passContent(of: tag.name) }
            put(CollectionOfOne(Self.gone))
        case "br": put(CollectionOfOne(UInt8(ascii: " ")))
        case _ where Self.blocks.contains(tag.name): put("\n\n".utf8)
        default: break
        }
    }

    private struct Tag {
        let name: String
        let isEnd: Bool
        let isEmpty: Bool
        /// Behind it.
        let end: Int
    }

    private static let comment = Array("<!--".utf8)
    private static let longestTag = 2000

    /// Up to the end of the page where it is not closed, as MediaWiki does.
    private mutating func passComment() {
        index += 4
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "-"), at(index + 1) == UInt8(ascii: "-"), at(index + 2) == UInt8(ascii: ">")
            {
                index += 3
                return
            }
            index += 1
        }
    }

    /// The tag at `index`, a `<`; nil when that is just a character.
    private func tag() -> Tag? {
        let isEnd = at(index + 1) == UInt8(ascii: "/")
        let start = index + (isEnd ? 2 : 1)
        var end = start
        while end < bytes.count, Self.isNamePart(bytes[end]), end - start < 32 { end += 1 }
        guard let first = at(start), Self.isLetter(first) else { return nil }
        let window = bytes[end..<min(end + Self.longestTag, bytes.count)]
        guard let close = window.firstIndex(where: { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<") }),
            bytes[close] == UInt8(ascii: ">")
        else { return nil }
        let name = String(decoding: bytes[start..<end].map { Self.isLetter($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        return Tag(name: name, isEnd: isEnd, isEmpty: bytes[close - 1] == UInt8(ascii: "/"), end: close + 1)
    }

    /// Passes the content of the element whose tag was passed last, with its end tag; up to the end of the line where
    /// it is never closed.
    private mutating func passContent(of name: String) -> ArraySlice<UInt8> {
        let start = index
        var mark = unclosed.contains(name) ? nil : bytes[index...].firstIndex(of: UInt8(ascii: "<"))
        while let found = mark {
            index = found
            if let tag = tag(), tag.isEnd, tag.name == name {
                index = tag.end
                return bytes[start..<found]
            }
            mark = bytes[(found + 1)...].firstIndex(of: UInt8(ascii: "<"))
        }
        unclosed.insert(name)
        index = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        return bytes[start..<index]
    }

    /// Puts out marks as references, so that nothing reads them as markup any more.
    private mutating func takeLiterally(_ content: ArraySlice<UInt8>) {
        for byte in content {
            let isWord = byte <= 0x20 || byte >= 0x7F || Self.isLetter(byte) || (0x30...0x39).contains(byte)
            if isWord || byte == UInt8(ascii: "&") || byte == UInt8(ascii: ";") {
                put(CollectionOfOne(byte))
            } else {
                put("&#\(byte);".utf8)
            }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isNamePart(_ byte: UInt8) -> Bool { isLetter(byte) || (0x30...0x39).contains(byte) }

    /// Elements whose content is no text of the page.
    private static let wordless: Set<String> = [
        "ref", "references", "gallery", "math", "chem", "ce", "timeline", "syntaxhighlight", "source", "score", "hiero",
        "graph", "imagemap", "templatestyles", "mapframe", "maplink", "includeonly", "indicator", "inputbox",
        "categorytree", "style", "script", "section",
    ]

    /// Elements that begin and end a paragraph.
    private static let blocks: Set<String> = [
        "blockquote", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
        "poem",
        "pre", "ul",
    ]
}
