public import DurableFiles
public import Foundation

/// A corpus cut into blocks and tokenised once, in files that are mapped into memory and never change.
///
/// Blocks and documents are numbered from 0 in the order of the corpus. Asking for a number that there is not is a
/// programmer's mistake; a damaged file is found when the store is opened, and whatever slips through gives wrong
/// content, never an invalid access.
public final class BlockStore: Sendable {
    public let folder: URL
    public let manifest: BlockStoreManifest
    private let tokens, titleTokens: StoredArray<UInt16>
    private let ranges, text, identities, titles, ids: StoredArray<UInt8>
    private let blocks, documents: IndexTable

    /// - Parameter thoroughly: also compare every file's checksum, which reads all bytes.
    /// - Throws: `FileProblem` that names the file that is missing, cut off, damaged, or of another kind or version.
    public init(opening folder: URL, thoroughly: Bool = false) throws(FileProblem) {
        self.folder = folder
        manifest = try BlockStoreManifest.read(from: folder)
        try DurableFolder.verify(folder, thoroughly: thoroughly)
        func map<Number: BitwiseCopyable & Sendable>(
            _ name: String, _ count: Int? = nil
        ) throws(FileProblem) -> StoredArray<Number> {
            try StoredArray(mapping: folder.appending(path: name), count: count)
        }
        tokens = try map(BlockStoreFiles.tokens, manifest.tokens)
        ranges = try map(BlockStoreFiles.ranges)
        text = try map(BlockStoreFiles.text)
        identities = try map(BlockStoreFiles.identities, BlockIdentity.byteCount * manifest.blocks)
        titles = try map(BlockStoreFiles.titles)
        titleTokens = try map(BlockStoreFiles.titleTokens)
        ids = try map(BlockStoreFiles.ids)
        blocks = try IndexTable(
            folder.appending(path: BlockStoreFiles.blocks), count: manifest.blocks,
            ends: [manifest.tokens, ranges.count, text.count, manifest.documents])
        documents = try IndexTable(
            folder.appending(path: BlockStoreFiles.documents), count: manifest.documents,
            ends: [titles.count, titleTokens.count, ids.count, manifest.blocks], strictly: 3)
        for document in 0..<manifest.documents {
            let its = documents.extent(document, 3)
            guard blocks[its.lowerBound, 3] == document, blocks[its.upperBound - 1, 3] == document else {
                throw FileProblem(
                    folder.appending(path: BlockStoreFiles.documents),
                    "disagrees with \(BlockStoreFiles.blocks) on document \(document); build the corpus again")
            }
        }
    }

    /// The number of blocks.
    public var count: Int { manifest.blocks }
    /// The number of documents that have a block.
    public var documentCount: Int { manifest.documents }
    /// The name of the content: settings, vocabulary, tokens, texts and titles.
    public var fingerprint: Fingerprint { manifest.content }
    /// The vocabulary that the tokens are numbers in.
    public var vocabularyFingerprint: Fingerprint { manifest.vocabulary }
    /// The most word pieces of `[CLS] title [SEP] text [SEP]`.
    public var blockTokens: Int { manifest.options.blockTokens }

    /// The number of word pieces of a block's text.
    public func tokenCount(of block: Int) -> Int { blocks.extent(block, 0).count }

    /// The word pieces of a block's text.
    public func tokens(of block: Int) -> [UInt16] { tokens[blocks.extent(block, 0)] }

    /// Where each token of a block stands in `text(of:)`, in UTF-8 bytes.
    ///
    /// The pieces of one character all have its range.
    public func tokenRanges(of block: Int) -> [Range<Int>] { extents(of: block).tokens }

    /// The tokens of each sentence of a block.
    public func sentences(of block: Int) -> [Range<Int>] { extents(of: block).sentences }

    /// The text of a block, as it stands in its document.
    public func text(of block: Int) -> String { text.text(blocks.extent(block, 2)) }

    /// The title of the document that a block is of.
    public func title(of block: Int) -> String { title(ofDocument: document(of: block)) }

    /// The word pieces of the title, cut to a quarter of `blockTokens`.
    public func titleTokens(of block: Int) -> [UInt16] { titleTokens[documents.extent(document(of: block), 1)] }

    /// The document that a block is of.
    public func document(of block: Int) -> Int { blocks[block, 3] }

    /// The id of the document that a block is of.
    public func documentId(of block: Int) -> String { documentId(ofDocument: document(of: block)) }

    /// SHA-1 of a block's title and text.
    public func identity(of block: Int) -> BlockIdentity {
        let start = block * BlockIdentity.byteCount
        return BlockIdentity(identities[start..<(start + BlockIdentity.byteCount)][...])
    }

    /// The blocks of a document.
    public func blocks(ofDocument document: Int) -> Range<Int> { documents.extent(document, 3) }

    /// The title of a document.
    public func title(ofDocument document: Int) -> String { titles.text(documents.extent(document, 0)) }

    /// The id that its file gave a document; its number in the store, in decimal, where the file gave none.
    public func documentId(ofDocument document: Int) -> String { ids.text(documents.extent(document, 2)) }

    private func extents(of block: Int) -> BlockExtents {
        BlockExtents(
            ranges[blocks.extent(block, 1)], tokens: tokenCount(of: block), bytes: blocks.extent(block, 2).count)
    }
}
