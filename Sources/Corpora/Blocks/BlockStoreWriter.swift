import DurableFiles
import Foundation

/// Writes the files of a block store, document after document.
struct BlockStoreWriter {
    private(set) var blockCount = 0
    private(set) var documentCount = 0
    private(set) var tokenCount = 0
    private let folder: URL
    private let tokens, ranges, text, identities, blocks, titles, titleTokens, ids, documents: BufferedFile

    init(in folder: URL) throws(FileProblem) {
        self.folder = folder
        func make(_ name: String) throws(FileProblem) -> BufferedFile {
            try BufferedFile(folder.appending(path: name))
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
        try titles.append(first.title.utf8)
        try titleTokens.append(numbers: first.titleTokens)
        try ids.append((id ?? String(documentCount)).utf8)
        for block in added {
            try appendBlockRow()
            try tokens.append(numbers: block.tokens)
            try ranges.append(BlockExtents.encoded(block))
            try text.append(block.text.utf8)
            try identities.append(BlockIdentity(title: block.title, text: block.text).bytes)
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
        for file in [tokens, ranges, text, blocks, titles, titleTokens, documents] { content += try file.finish() }
        for file in [identities, ids] { _ = try file.finish() }
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
        try documents.append(numbers: [titles.count, titleTokens.count / 2, ids.count, blockCount])
    }

    private func appendBlockRow() throws(FileProblem) {
        try blocks.append(numbers: [tokenCount, ranges.count, text.count, documentCount])
    }
}
