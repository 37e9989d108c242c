public import Foundation

/// The kinds of files that documents are read from.
public enum DocumentFormat: String, Sendable, Codable, CaseIterable {
    /// A JSON object a line, with `text` and perhaps `title` and `id`; other fields are left aside.
    case jsonl
    /// A folder of .txt, .md and .html files at any depth, a document each; or one such file.
    case folder
    /// The passage table of Dense Passage Retrieval (Karpukhin et al. 2020), `psgs_w100.tsv`: id, text, title.
    case psgs

    /// The format that the name of an existing file or folder tells, or nil.
    ///
    /// A final `.gz` does not count, since every reader also reads compressed files.
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
        default:
            guard kind.markup != nil else { return nil }
            self = .folder
        }
    }
}

/// What the name of a file says about its content.
struct FileKind: Equatable {
    /// How the text of a single-document file is marked up.
    enum Markup { case plain, markdown, html }

    /// The name without its suffixes.
    let stem: String
    /// The lower-case suffix before a final `.gz`.
    let suffix: String

    init(_ name: String) {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count > 2, parts.last?.lowercased() == "gz" { parts.removeLast() }
        suffix = parts.count > 1 ? parts.removeLast().lowercased() : ""
        stem = parts.joined(separator: ".")
    }

    var markup: Markup? {
        switch suffix {
        case "txt", "text": .plain
        case "md", "markdown": .markdown
        case "html", "htm", "xhtml": .html
        default: nil
        }
    }
}
