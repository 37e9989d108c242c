public import Foundation

/// The kinds of files that documents are read from.
public enum DocumentFormat: String, Sendable, Codable, CaseIterable {
    /// A JSON object a line, with `text` and perhaps `title` and `id`; other fields are left aside.
    case jsonl
    /// A folder of .txt, .md, .html and .pdf files at any depth, a document each; or one such file.
    case folder
    /// The passage table of Dense Passage Retrieval (Karpukhin et al. 2020), `psgs_w100.tsv`: id, text, title.
    case psgs
    /// A Wikipedia dump, `…-pages-articles.xml`: its articles as plain text.
    case wikipedia
    /// TFRecords: ORQA's `blocks.tfr` with `titles.tfr` beside it, or examples with `title` and `body` or `text`.
    case tfrecord

    /// The format that the name of an existing file or folder tells, or nil.
    ///
    /// A final `.gz` or `.bz2` does not count, since every reader also reads compressed files.
    public init?(namedBy file: URL) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue {
            self = .folder
            return
        }
        let kind = FileKind(file.lastPathComponent)
        switch kind.suffix {
        case "jsonl", "ndjson": self = .jsonl
        case "tsv": self = .psgs
        // Wikipedia's large dumps come in parts, "….xml-p1p41242".
        case let suffix where suffix == "xml" || suffix.hasPrefix("xml-p"): self = .wikipedia
        case "tfr", "tfrecord", "tfrecords": self = .tfrecord
        default:
            guard kind.markup != nil else { return nil }
            self = .folder
        }
    }
}

/// What the name of a file says about its content.
struct FileKind: Equatable {
    /// How the text of a single-document file is marked up.
    enum Markup { case plain, markdown, html, pdf }

    /// The name without its suffixes.
    let stem: String
    /// The lower-case suffix before a final `.gz` or `.bz2`.
    let suffix: String

    init(_ name: String) {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 2, let last = parts.last, ["gz", "bz2"].contains(last.lowercased()) { parts.removeLast() }
        suffix = parts.count > 1 ? parts.removeLast().lowercased() : ""
        stem = parts.joined(separator: ".")
    }

    var markup: Markup? {
        switch suffix {
        case "txt", "text": .plain
        case "md", "markdown": .markdown
        case "html", "htm", "xhtml": .html
        case "pdf": .pdf
        default: nil
        }
    }
}
