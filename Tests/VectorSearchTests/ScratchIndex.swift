import DurableFiles
import Foundation
import VectorSearch

let corpus = Fingerprint(of: "a corpus of obelisks")
let model = Fingerprint(of: "a model")

/// A name for a folder in memory where there is such a place, for a hundred flushed generations take a disk a while.
func scratchFolder() -> URL {
    let memory = URL(filePath: "/dev/shm")
    let parent =
        FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
    return parent.appending(path: "index \(UUID().uuidString)")
}

/// An empty place for generations that is removed when the closure returns.
func inScratchIndex(_ body: (GenerationFolder) throws -> Void) throws {
    let folder = scratchFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(GenerationFolder(folder))
}

/// The vector that row `id` has in generation `number`.
func row(_ id: Int, of number: Int) -> [Float] { [Float(id), Float(number), 0.5] }

func begin(
    _ generations: GenerationFolder, _ number: Int, rows: Int, step: Int = 100, documentTokens: Int? = nil,
    shard: Int = 0,
    of shards: Int = 1
) throws -> GenerationWriter {
    try generations.begin(
        number: number, count: rows, width: 3, corpus: corpus, model: model, step: step,
        documentTokens: documentTokens, shard: shard, of: shards)
}

/// Appends what the writer still lacks, two rows at a time.
func finish(_ writer: GenerationWriter) throws {
    while !writer.isComplete {
        let first = writer.rows.lowerBound + writer.rowsWritten
        let last = min(first + 2, writer.rows.upperBound)
        try writer.append((first..<last).flatMap { row($0, of: writer.manifest.number) })
    }
}

@discardableResult
func build(_ generations: GenerationFolder, _ number: Int, rows: Int, keeping: Int = 3) throws -> Generation {
    try finish(try begin(generations, number, rows: rows))
    return try generations.publish(number: number, keeping: keeping)
}

/// The names in the folder that are not hidden, sorted.
func visible(_ generations: GenerationFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: generations.folder.path).filter { !$0.hasPrefix(".") }.sorted()
}
