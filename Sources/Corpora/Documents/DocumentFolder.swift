import DurableFiles
import FileStreams
import Foundation

/// Documents from files that hold one each: plain text, Markdown, HTML or PDF.
struct DocumentFolder {
    let url: URL
    let leftOut: [URL]
    let strict: Bool
    let limits: ReadLimits

    /// - Parameter body: takes each document, and the bytes of the files that were read so far.
    func read(_ body: (Document, _ position: Int) throws -> Void) throws -> ReadReport {
        var report = ReadReport()
        var position = 0
        let walk = try FolderWalk(url, leavingOut: leftOut)
        for problem in walk.problems {
            try report.note(.init(file: problem.path, line: nil, reason: problem.reason), strict: strict)
        }
        for file in walk.files {
            position += file.bytes
            let document: Document
            do throws(LineFault) { document = try read(file) } catch {
                let problem = ReadReport.Problem(file: file.url.path, line: nil, reason: error.reason)
                try report.note(problem, strict: strict)
                continue
            }
            report.documents += 1
            try body(document, position)
        }
        return report
    }

    private func read(_ file: FolderWalk.File) throws(LineFault) -> Document {
        if file.kind.markup == .pdf {
            let text = try PDFText.text(of: file.url, limit: limits.largestFile)
            return Document(id: file.path, title: file.kind.stem, text: text)
        }
        let content: [UInt8]?
        do throws(FileProblem) {
            content = try ByteStream(file.url).readAll(limit: limits.largestFile)
        } catch {
            throw LineFault(error.reason)
        }
        guard var bytes = content else {
            throw LineFault("is larger than \(limits.largestFile) bytes; split it, or give it as JSON lines")
        }
        if bytes.prefix(8 << 10).contains(0) { throw LineFault("is a binary file, not text; left out") }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw LineFault("is not UTF-8; convert it, for instance with iconv -f ISO-8859-1 -t UTF-8")
        }
        return Self.document(text, kind: file.kind, path: file.path)
    }

    /// The document of a file's text; its title is the text's own where the markup tells one, else the file's name.
    static func document(_ text: String, kind: FileKind, path: String) -> Document {
        switch kind.markup {
        case .markdown:
            let page = MarkdownText(text)
            return Document(id: path, title: page.title ?? kind.stem, text: page.text)
        case .html:
            let page = HTMLText(text, isXML: kind.suffix == "xhtml")
            return Document(id: path, title: page.title ?? kind.stem, text: page.text)
        case .plain, .pdf, nil:
            return Document(id: path, title: kind.stem, text: text)
        }
    }
}
