import DurableFiles
import Foundation

/// Writes the files of a block store, document after document.
struct BlockStoreWriter {
    private(set) var blockCount = 0
    private(set) var documentCount = 0
    private(set) var tokenCount = 0
    private let folder: URL
    private let tokens, titleTokens: StoredArrayWriter<UInt16>
    private let ranges, text, identities, titles, ids: StoredArrayWriter<UInt8>
    private let blocks, documents: StoredArrayWriter<Int64>

    init(in folder: URL) throws(FileProblem) {
        self.folder = folder
        func make<Number: BitwiseCopyable & Sendable>(_ name: String) throws(FileProblem) -> StoredArrayWriter<Number> {
            try StoredArrayWriter(folder.appending(path: name), isHashed: true)
        }
        tokens = try make(BlockStoreFiles.tokens)
        ranges = try make(BlockStoreFiles.ranges)
        text = try make(BlockStoreFiles.text)
        identities = try make(BlockStoreFiles.identities)
        blocks = try make(BlockStoreFiles.blocks)
        titles = try make(BlockStoreFiles.titles)
        titleTokens = try make(BlockStoreFiles.titleTokens)
        ids = try make(BlockStoreFiles.ids)
        documents = try make(BlockStoreFiles.documents)
    }

    /// Appends a document and its blocks, of which there is at least one.
    mutating func append(id: String?, _ added: [Block]) throws(FileProblem) {
        guard let first = added.first else { return }
        try appendDocumentRow()
        try titles.append(contentsOf: first.title.utf8)
        try titleTokens.append(contentsOf: first.titleTokens)
        try ids.append(contentsOf: (id ?? String(documentCount)).utf8)
        for block in added {
            try appendBlockRow()
            try tokens.append(contentsOf: block.tokens)
            try ranges.append(contentsOf: BlockExtents.encoded(block))
            try text.append(contentsOf: block.text.utf8)
            try identities.append(contentsOf: BlockIdentity(title: block.title, text: block.text).bytes)
            tokenCount += block.tokens.count
            blockCount += 1
        }
        documentCount += 1
    }

    /// Writes the last rows and the manifest.
    mutating func finish(options: BlockOptions, vocabulary: Fingerprint) throws(FileProblem) -> BlockStoreManifest {
        try appendDocumentRow()
        try appendBlockRow()
        var content = Data("\(BlockStoreManifest.format) \(options.blockTokens) \(vocabulary)".utf8)
        for digest in [
            try tokens.finish(), try ranges.finish(), try text.finish(), try blocks.finish(), try titles.finish(),
            try titleTokens.finish(), try documents.finish(),
        ] { content += digest }
        try identities.finish()
        try ids.finish()
        let manifest = BlockStoreManifest(
            blocks: blockCount, documents: documentCount, tokens: tokenCount, options: options, vocabulary: vocabulary,
            content: Fingerprint(of: content))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let file = folder.appending(path: BlockStoreFiles.manifest)
        do { try DurableFile.write(try encoder.encode(manifest), to: file) } catch {
            throw FileProblem(writing: file, error)
        }
        return manifest
    }

    private func appendDocumentRow() throws(FileProblem) {
        try documents.append(
            contentsOf: [titles.count, titleTokens.count, ids.count, blockCount].map(Int64.init))
    }

    private func appendBlockRow() throws(FileProblem) {
        try blocks.append(contentsOf: [tokenCount, ranges.count, text.count, documentCount].map(Int64.init))
    }
}
