public import DurableFiles
public import Foundation

/// What an index generation holds and what it was made from; `manifest.json` in its folder.
public struct IndexManifest: Codable, Equatable, Sendable {
    /// The version of the layout that this code writes and reads.
    public static let currentFormat = 1
    /// The file's name.
    static let fileName = "manifest.json"

    public let formatVersion: Int
    /// The generation's number; a later one has a greater number.
    public let number: Int
    /// Rows of the matrix: the blocks of the corpus, in its order.
    public let count: Int
    /// Components of each row.
    public let width: Int
    /// How a component is stored: "float32", little-endian.
    public let elementType: String
    /// The corpus whose blocks were embedded.
    public let corpus: Fingerprint
    /// The weights that embedded them.
    public let model: Fingerprint
    /// The trainer's step when it wrote those weights.
    public let step: Int
    /// The most tokens of a block that the weights were given; nil where that is not known.
    public let documentTokens: Int?
    /// When the build began, ISO 8601.
    public let created: String

    init(
        number: Int, count: Int, width: Int, corpus: Fingerprint, model: Fingerprint, step: Int,
        documentTokens: Int? = nil
    ) {
        formatVersion = Self.currentFormat
        self.number = number
        self.count = count
        self.width = width
        elementType = "float32"
        self.corpus = corpus
        self.model = model
        self.step = step
        self.documentTokens = documentTokens
        created = Date().formatted(.iso8601)
    }

    /// Reads and checks the manifest of a generation's folder.
    /// - Throws: `FileProblem` when it is missing or no manifest, `VectorIndexError.unreadable` when this version cannot
    ///   read what it describes.
    public init(of folder: URL) throws {
        let file = folder.appending(path: Self.fileName)
        let data: Data
        do { data = try Data(contentsOf: file) } catch { throw FileProblem(reading: file, error) }
        do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
            throw FileProblem(
                decoding: file, error, as: "the manifest of an index", advice: "build the index again")
        }
        func check(_ holds: Bool, _ field: String, _ found: some Any, _ expected: String) throws(VectorIndexError) {
            guard holds else {
                throw .unreadable(folder: folder.path, field: field, found: "\(found)", expected: expected)
            }
        }
        try check(formatVersion == Self.currentFormat, "formatVersion", formatVersion, "\(Self.currentFormat)")
        try check(elementType == "float32", "elementType", elementType, "float32")
        try check(width > 0, "width", width, "at least 1")
        try check(count >= 0 && !count.multipliedReportingOverflow(by: width).overflow, "count", count, "a row count")
    }

    /// Whether both describe the same rows, whenever their builds began.
    func describesSameRows(as other: IndexManifest) -> Bool {
        formatVersion == other.formatVersion && number == other.number && count == other.count
            && width == other.width && elementType == other.elementType && corpus == other.corpus
            && model == other.model && step == other.step
            && other.documentTokens.map(isOf(documentTokens:)) ?? true
    }

    /// Whether blocks were embedded up to this many tokens, as far as that is known.
    public func isOf(documentTokens tokens: Int) -> Bool { documentTokens.map { $0 == tokens } ?? true }

    func write(to folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try DurableFile.write(try encoder.encode(self), to: folder.appending(path: Self.fileName))
    }
}
