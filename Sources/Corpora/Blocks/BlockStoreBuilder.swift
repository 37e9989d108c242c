import DurableFiles
public import Foundation
public import Wordpieces

/// Makes a block store from documents, in memory bounded by the longest document.
public enum BlockStoreBuilder {
    /// Reads, cuts, tokenises and writes everything; the folder appears when all of it is there.
    /// - Parameters:
    ///   - folder: where the store comes to be; a store that is there is replaced, anything else refused.
    ///   - progress: told the bytes read so far, and all there are, as the files lie on the disk.
    /// - Throws: `CorpusError` when there is no text; what the readers throw; `FileProblem` when writing fails.
    public static func build(
        from readers: [DocumentReader], tokenizer: WordpieceTokenizer, options: BlockOptions = BlockOptions(),
        to folder: URL, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> BuildReport {
        guard BlockOptions.allowedBlockTokens.contains(options.blockTokens) else {
            throw CorpusError.blockTokens(options.blockTokens)
        }
        let sizes = try readers.map { try $0.byteCount() }
        let total = sizes.reduce(0, +)
        let vocabulary = tokenizer.vocabulary.fingerprint
        let builder = BlockBuilder(tokenizer: tokenizer, blockTokens: options.blockTokens)
        var report = BuildReport(fingerprint: vocabulary)
        try DurableFolder.publish(
            folder, replacing: BlockStoreFiles.kind, apartFrom: readers.map(\.url)
        ) { aside in
            var writer = try BlockStoreWriter(in: aside)
            var batch = DocumentBatch()
            var readBefore = 0
            func write() throws {
                for (document, blocks) in zip(batch.documents, batch.blocks(by: builder.blocks)) {
                    if blocks.isEmpty { report.emptyDocuments += 1 }
                    try writer.append(id: document.id, blocks)
                }
                batch = DocumentBatch()
            }
            for (reader, size) in zip(readers, sizes) {
                let reading = try reader.forEach { document, position in
                    batch.add(document)
                    guard batch.isFull else { return }
                    try write()
                    progress(min(readBefore + position, total), total)
                }
                report.reading.add(reading)
                readBefore += size
            }
            try write()
            guard writer.blockCount > 0 else {
                throw CorpusError.empty(sources: readers.map(\.url), reading: report.reading)
            }
            let manifest = try writer.finish(options: options, vocabulary: vocabulary)
            report.documents = manifest.documents
            report.blocks = manifest.blocks
            report.tokens = manifest.tokens
            report.fingerprint = manifest.content
        }
        progress(total, total)
        return report
    }
}

/// Documents that are cut and tokenised at the same time, on all cores.
struct DocumentBatch {
    private(set) var documents: [Document] = []
    private var bytes = 0

    /// Enough work to share, little enough to hold.
    var isFull: Bool { bytes >= 1 << 20 || documents.count >= 1024 }

    mutating func add(_ document: Document) {
        documents.append(document)
        bytes += document.text.utf8.count
    }

    /// The blocks of each document, in the order of the documents.
    func blocks(by cut: @Sendable (Document) -> [Block]) -> [[Block]] {
        documents.concurrentMap(cut)
    }
}
