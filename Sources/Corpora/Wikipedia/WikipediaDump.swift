import DurableFiles
import FileStreams
import Foundation

/// The articles of a Wikipedia dump, `…-pages-articles.xml`, also as bzip2 with one stream or many.
///
/// The file is read once from start to end. Redirects, pages that are no articles, disambiguations and lists are
/// counted and left out.
struct WikipediaDump {
    let url: URL
    let strict: Bool
    let limits: ReadLimits

    /// Enough wikitext to share among all cores, little enough to hold.
    private static let bytesAtOnce = 4 << 20

    func read(_ body: (Document, _ position: Int) throws -> Void) throws -> ReadReport {
        var report = ReadReport()
        var ids = SeenIds()
        let tags = try XMLTags(url, longestText: limits.largestFile)
        var namespaces = WikitextNamespaces()
        var pages: [WikipediaPage] = []
        var bytes = 0
        func handOn() throws {
            let (namespaces, limits) = (namespaces, limits)
            let outcomes = pages.concurrentMap { Outcome($0, namespaces, limits) }
            for (page, outcome) in zip(pages, outcomes) {
                switch outcome {
                case .skipped(let kind): report.skipped.note(kind)
                case .fault(let reason): try note(reason, page, &report)
                case .document(let document):
                    if let id = document.id, !ids.insert(id) {
                        try note("its id \(id) was used by an earlier page", page, &report)
                    } else {
                        report.documents += 1
                        try body(document, tags.position)
                    }
                }
            }
            pages = []
            bytes = 0
        }
        guard let first = try tags.next(), first.kind == .start, ["mediawiki", "page"].contains(first.name) else {
            throw FileProblem(url, "is no Wikipedia dump, which begins with <mediawiki>; other XML is not read")
        }
        var tag: XMLTags.Tag? = first
        while let found = tag, found.kind != .end || found.name != "mediawiki" {
            if found.kind == .start, found.name == "page" {
                let page = try nextPage(of: tags)
                pages.append(page)
                bytes += page.wikitext.count
                if bytes >= Self.bytesAtOnce || pages.count >= 4096 { try handOn() }
            } else if found.kind == .start, found.name == "namespace" {
                tags.keepsText = true
                _ = try tags.next()
                namespaces.add(String(decoding: tags.text, as: UTF8.self), key: found.attribute("key"))
                tags.keepsText = false
            }
            tag = try tags.next()
        }
        try handOn()
        // A part of a dump, cut between two pages, has neither a beginning nor an end.
        if tag == nil, first.name == "mediawiki" {
            throw tags.problem("the file ends before </mediawiki>; copy or download it again")
        }
        return report
    }

    private func note(_ reason: String, _ page: WikipediaPage, _ report: inout ReadReport) throws(ReadReport.Problem) {
        let problem = ReadReport.Problem(
            file: url.path, line: page.line, reason: "the page \"\(page.title)\" was left out: \(reason)")
        try report.note(problem, strict: strict)
    }

    /// Reads a page whose start tag was passed, up to and with its end tag; of several revisions the last one.
    private func nextPage(of tags: XMLTags) throws(FileProblem) -> WikipediaPage {
        var page = WikipediaPage(line: tags.line)
        while let tag = try tags.next() {
            switch tag.kind {
            case .empty: if tag.name == "redirect" { page.isRedirect = true }
            case .start:
                if tag.name == "page" { throw tags.problem("a page begins before \"\(page.title)\" has ended") }
                if tag.name == "redirect" { page.isRedirect = true }
                tags.keepsText = tag.name == "text" ? page.skipped == nil : Self.wanted.contains(tag.name)
                continue
            case .end:
                if tag.name == "page" { return page }
                take(tag.name, from: tags, to: &page)
            }
            tags.keepsText = false
        }
        throw tags.problem(
            "the file ends inside the page \"\(page.title)\", which begins at line \(page.line); copy or download it"
                + " again")
    }

    private static let wanted: Set<String> = ["title", "ns", "id", "model"]

    private func take(_ name: String, from tags: XMLTags, to page: inout WikipediaPage) {
        var words: String { String(decoding: tags.text, as: UTF8.self) }
        switch name {
        case "title": page.title = words
        case "ns": page.namespace = Int(words) ?? 0
        case "id": page.id = page.id ?? words
        case "model": page.model = words
        case "text":
            page.wikitext = tags.text
            page.isTooLong = tags.textIsTooLong
        default: break
        }
    }
}

/// What became of a page.
private enum Outcome: Sendable {
    case document(Document)
    case skipped(SkippedPages.Kind)
    case fault(String)

    init(_ page: WikipediaPage, _ namespaces: WikitextNamespaces, _ limits: ReadLimits) {
        if let kind = page.skipped {
            self = .skipped(kind)
        } else if page.isTooLong {
            self = .fault("its text is longer than \(limits.largestFile) bytes")
        } else if page.redirectsByText {
            self = .skipped(.redirect)
        } else if let wikitext = Wikitext(page.wikitext, namespaces: namespaces) {
            self =
                wikitext.isDisambiguation
                ? .skipped(.disambiguation)
                : .document(Document(id: page.id, title: page.title, text: wikitext.text))
        } else {
            self = .fault("its text is not UTF-8")
        }
    }
}
