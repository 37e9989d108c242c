import DurableFiles
public import Foundation
public import Wordpieces

extension BlockStoreBuilder {
    /// Makes a block store with one block, and one document without a title, for each record.
    /// - Parameters:
    ///   - folder: where the store comes to be; a store that is there is replaced, anything else refused.
    ///   - progress: told the records so far, and all there are.
    /// - Throws: `BlockRecordsError` when the records cannot be read; `CorpusError` when they hold no words; `FileProblem`
    ///   when writing fails.
    public static func build(
        from records: BlockRecords, tokenizer: WordpieceTokenizer, options: BlockOptions = BlockOptions(),
        to folder: URL, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> BuildReport {
        guard BlockOptions.allowedBlockTokens.contains(options.blockTokens) else {
            throw CorpusError.blockTokens(options.blockTokens)
        }
        let block = RecordBlock(tokenizer)
        var report = BuildReport(fingerprint: tokenizer.vocabulary.fingerprint)
        try DurableFolder.publish(folder, replacing: BlockStoreFiles.kind, apartFrom: [records.url]) { aside in
            var writer = try BlockStoreWriter(in: aside)
            var batch = DocumentBatch()
            func write() throws {
                for blocks in batch.blocks(by: { [block($0.text)] }) { try writer.append(id: nil, blocks) }
                batch = DocumentBatch()
                progress(writer.blockCount, records.count)
            }
            try records.forEach { _, text, _ in
                batch.add(Document(id: nil, title: "", text: text))
                if batch.isFull { try write() }
            }
            try write()
            guard writer.tokenCount > 0 else {
                throw CorpusError.empty(sources: [records.url], reading: report.reading)
            }
            let manifest = try writer.finish(options: options, vocabulary: tokenizer.vocabulary.fingerprint)
            report.documents = manifest.documents
            report.blocks = manifest.blocks
            report.tokens = manifest.tokens
            report.fingerprint = manifest.content
        }
        return report
    }
}
