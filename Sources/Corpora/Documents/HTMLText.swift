/// The words of a web page: its title, and its text with a blank line between block elements.
///
/// Any bytes are read somehow, as browsers do: tags need not be closed, nested well or known.
package struct HTMLText {
    /// What stands in `title`, else in the first `h1`; nil where both are missing or empty.
    package let title: String?
    package let text: String

    /// - Parameter isXML: whether any element can be written as one tag, as in XHTML; in HTML only drawings and
    ///   formulas can, and the slash means nothing elsewhere.
    package init(_ html: String, isXML: Bool = false) {
        var tags = HTMLTags(html)
        var page = FlowingText()
        var title: String?
        var heading: (start: Int, name: String)?
        var firstHeading: String?
        while let part = tags.next() {
            switch part {
            case .text(let range): page.append(tags.bytes[range])
            case .start(let name, let isEmpty):
                let hasContent = !isEmpty || !(isXML || name == "svg" || name == "math")
                if name == "title", title == nil {
                    var content = FlowingText()
                    if hasContent, let range = tags.skipContent(of: name) { content.append(tags.bytes[range]) }
                    title = Self.line(content.bytes[...])
                } else if Self.wordless.contains(name) {
                    if hasContent { _ = tags.skipContent(of: name) }
                } else if Self.blocks.contains(name) {
                    page.breakParagraph()
                    if name == "h1", hasContent, firstHeading == nil, heading == nil {
                        heading = (page.bytes.count, name)
                    }
                } else if name == "br" {
                    page.breakLine()
                } else if name == "td" || name == "th" {
                    page.breakWord()
                }
            case .end(let name):
                if let begun = heading, begun.name == name {
                    firstHeading = Self.line(page.bytes[begun.start...])
                    heading = nil
                }
                if Self.blocks.contains(name) { page.breakParagraph() }
            }
        }
        self.title = title ?? firstHeading
        text = String(decoding: page.bytes, as: UTF8.self)
    }

    /// The bytes as one line of text, or nil when there is no text in them.
    private static func line(_ bytes: ArraySlice<UInt8>) -> String? {
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// Elements whose content is no text of the page.
    private static let wordless: Set<String> = [
        "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select", "textarea", "title",
    ]

    /// Elements that begin and end a paragraph.
    private static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
        "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary",
        "table", "tbody", "tfoot", "thead", "tr", "ul",
    ]
}
