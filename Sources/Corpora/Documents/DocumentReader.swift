public import DurableFiles
public import Foundation

/// Reads the documents of a file or folder, one after another, in memory bounded by its limits.
///
/// What cannot be read as a document is counted and reported with its place; a strict reader throws it instead.
public struct DocumentReader: Sendable {
    /// The file or folder.
    public let url: URL
    public let format: DocumentFormat
    /// Whether the first problem ends the reading.
    public let strict: Bool
    public let limits: ReadLimits
    /// Folders inside a folder that are passed over.
    public let leftOut: [URL]

    /// - Parameters:
    ///   - format: nil to tell it from the name.
    ///   - leftOut: folders inside a folder that are passed over; other formats have none.
    /// - Throws: `FileProblem` when there is nothing at `url`, or when its name tells no format.
    public init(
        _ url: URL, format: DocumentFormat? = nil, strict: Bool = false, limits: ReadLimits = ReadLimits(),
        leavingOut leftOut: [URL] = []
    ) throws(FileProblem) {
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw FileProblem(url, "no such file or folder")
        }
        guard let format = format ?? DocumentFormat(namedBy: url) else {
            throw FileProblem(
                url,
                "its name does not tell what it holds; expected a folder, or a name that ends in .jsonl, .tsv, .txt,"
                    + " .md, .html, .pdf, .xml or .tfr, perhaps with .gz or .bz2; rename it, or name the format: jsonl,"
                    + " folder, psgs, wikipedia or tfrecord")
        }
        self.url = url
        self.format = format
        self.strict = strict
        self.limits = limits
        self.leftOut = leftOut
    }

    /// Hands the documents to `body` in the order of the file, or of the paths in the folder.
    /// - Throws: what `body` throws; `FileProblem` when a file cannot be read or is damaged as a whole;
    ///   `ReadReport.Problem` for the first problem when the reader is strict.
    public func forEach(_ body: (Document) throws -> Void) throws -> ReadReport {
        try forEach { document, _ in try body(document) }
    }

    /// The bytes that there are to read, as they lie on the disk.
    package func byteCount() throws(FileProblem) -> Int {
        switch format {
        case .jsonl, .psgs, .wikipedia, .tfrecord: FolderWalk.size(of: url)
        case .folder: try FolderWalk(url, leavingOut: leftOut).files.reduce(0) { $0 + $1.bytes }
        }
    }

    /// As `forEach`, and tells how many bytes of `byteCount` have been read.
    package func forEach(_ body: (Document, _ position: Int) throws -> Void) throws -> ReadReport {
        switch format {
        case .jsonl:
            var lines = JSONLines()
            return try lines.read(url, strict: strict, limits: limits, body)
        case .psgs:
            var table = PassageTable()
            return try table.read(url, strict: strict, limits: limits, body)
        case .wikipedia: return try WikipediaDump(url: url, strict: strict, limits: limits).read(body)
        case .tfrecord: return try PassageRecords(url: url, strict: strict, limits: limits).read(body)
        case .folder:
            return try DocumentFolder(url: url, leftOut: leftOut, strict: strict, limits: limits).read(body)
        }
    }
}
