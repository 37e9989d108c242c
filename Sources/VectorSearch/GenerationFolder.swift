public import DurableFiles
public import Foundation

/// The index of a run: immutable generations, and a pointer to the one that readers open (section 3.3 of the paper:
/// the index is refreshed while training goes on).
///
/// ```
/// index/  CURRENT  gen-0002/  gen-0003/  gen-0004.building/
/// ```
/// A generation is built in shards by any number of processes (`begin`), joined and swapped in by one (`publish`). Each
/// step can be killed at any instant and repeated.
public struct GenerationFolder: Sendable {
    /// The folder that holds the generations.
    public let folder: URL

    public init(_ folder: URL) { self.folder = folder }

    private var pointer: CurrentPointer { CurrentPointer(in: folder) }

    /// The numbers of the published generations, ascending.
    /// - Throws: `FileProblem` when the folder is there and cannot be read.
    public func numbers() throws(FileProblem) -> [Int] {
        try entries().compactMap(Self.number(of:)).sorted()
    }

    /// The number for the next generation: one more than the greatest so far, from 1.
    public func nextNumber() throws(FileProblem) -> Int { (try numbers().last ?? 0) + 1 }

    /// The number of the generation that readers open now, or nil when none was published; cheap enough to ask often.
    /// - Throws: `FileProblem` when the pointer is damaged.
    public func currentNumber() throws(FileProblem) -> Int? {
        guard let target = try pointer.read() else { return nil }
        guard let number = Self.number(of: target.lastPathComponent) else {
            throw FileProblem(folder.appending(path: "CURRENT"), "names no index generation; remove it or restore it")
        }
        return number
    }

    /// Opens the generation that readers should use now, or nil when none was published.
    /// - Throws: `FileProblem` or `VectorIndexError` when it cannot be used.
    public func current() throws -> Generation? {
        // Between reading the pointer and opening, others may publish so often that the folder is gone: look again.
        for _ in 0..<100 {
            let before = try? currentNumber()
            do {
                guard let number = try currentNumber() else { return nil }
                return try open(number: number)
            } catch {
                if let now = try? currentNumber(), now != before { continue }
                throw error
            }
        }
        return nil
    }

    /// Opens one generation.
    /// - Parameter thoroughly: compare every byte with its checksum instead of lengths only.
    public func open(number: Int, thoroughly: Bool = false) throws -> Generation {
        let target = published(number)
        guard FileManager.default.fileExists(atPath: target.path) else {
            throw VectorIndexError.noGeneration(folder: folder.path, number: number)
        }
        let generation = try Generation(opening: target, thoroughly: thoroughly)
        guard generation.manifest.number == number else {
            throw VectorIndexError.unreadable(
                folder: target.path, field: "number", found: "\(generation.manifest.number)", expected: "\(number)")
        }
        return generation
    }

    /// Starts to write a shard of a generation, or goes on with one that was begun before.
    ///
    /// Rows that are on the disk already are kept when they belong to the same number, sizes, corpus, model, step and
    /// document length; else the shard begins anew. When the generation is published already, the writer has nothing
    /// left to write.
    /// - Parameters:
    ///   - count: rows of the whole generation.
    ///   - step: the trainer's step when it wrote the model.
    ///   - documentTokens: the most tokens of a block that the model is given; nil where that is not known.
    ///   - shard: which of `shards` parts this writer has; the matrix is split into ranges of rows.
    /// - Throws: `VectorIndexError` for impossible numbers, a shard that another process writes, or a generation of the
    ///   same number made from something else; `FileProblem` when files cannot be written.
    public func begin(
        number: Int, count: Int, width: Int, corpus: Fingerprint, model: Fingerprint, step: Int,
        documentTokens: Int? = nil, shard: Int = 0, of shards: Int = 1
    ) throws -> GenerationWriter {
        try Self.check(number >= 0, "number", number, "0 or more")
        try Self.check(count >= 0, "count", count, "0 or more")
        try Self.check(width > 0, "width", width, "1 or more")
        try Self.check(shards > 0, "the number of shards", shards, "1 or more")
        try Self.check((0..<shards).contains(shard), "the shard", shard, "0 to \(shards - 1)")
        let manifest = IndexManifest(
            number: number, count: count, width: width, corpus: corpus, model: model, step: step,
            documentTokens: documentTokens)
        let files = GenerationShard(folder: building(number), shard: shard, shards: shards)
        if FileManager.default.fileExists(atPath: published(number).path) {
            let former = try open(number: number).manifest
            guard former.describesSameRows(as: manifest) else {
                throw VectorIndexError.alreadyPublished(folder: folder.path, number: number)
            }
            return GenerationWriter(published: former, files)
        }
        return try GenerationWriter(manifest, files)
    }

    // MARK: Names

    func published(_ number: Int) -> URL { folder.appending(path: Self.name(of: number)) }

    func building(_ number: Int) -> URL { folder.appending(path: Self.name(of: number) + Self.buildingSuffix) }

    static let buildingSuffix = ".building"

    static func name(of number: Int) -> String {
        let digits = String(number)
        return "gen-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    static func number(of name: String) -> Int? {
        guard name.hasPrefix("gen-"), let number = Int(name.dropFirst(4)), Self.name(of: number) == name else {
            return nil
        }
        return number
    }

    func entries() throws(FileProblem) -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        do { return try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
            throw FileProblem(reading: folder, error)
        }
    }

    static func check(_ holds: Bool, _ field: String, _ found: Int, _ expected: String) throws(VectorIndexError) {
        guard holds else { throw .unusable(field: field, found: found, expected: expected) }
    }
}
