/// A page of a Wikipedia dump, before its wikitext is read.
struct WikipediaPage: Sendable {
    /// The line of the file at which it begins.
    let line: Int
    var title = ""
    /// The page's own number; nil where the dump gives none.
    var id: String?
    /// 0 for articles.
    var namespace = 0
    var isRedirect = false
    /// How the text is written; `wikitext` for articles.
    var model = "wikitext"
    var wikitext: [UInt8] = []
    var isTooLong = false

    init(line: Int) { self.line = line }

    /// Why the page gives no document, as far as that can be told without reading its text.
    ///
    /// Lists are told by their titles, as ORQA's preparation of Wikipedia does.
    var skipped: SkippedPages.Kind? {
        if namespace != 0 || model != "wikitext" { return .otherNamespace }
        if isRedirect { return .redirect }
        if title.contains("(disambiguation)") { return .disambiguation }
        return Self.listMarks.contains(where: title.hasPrefix) ? .list : nil
    }

    /// Whether the text says that readers are to be sent elsewhere; old dumps have no other sign of it.
    var redirectsByText: Bool {
        let start = wikitext.drop { $0 <= 0x20 }.prefix(9)
        return String(decoding: start, as: UTF8.self).uppercased() == "#REDIRECT"
    }

    private static let listMarks = ["List of ", "Lists of ", "Index of ", "Outline of "]
}
