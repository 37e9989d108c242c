import DurableFiles

/// The files of a block store.
///
/// All numbers are little-endian.
enum BlockStoreFiles {
    /// What a new store may replace.
    static let kind = FolderKind("a corpus", markedBy: tokens)
    /// `BlockStoreManifest` as JSON.
    static let manifest = "manifest.json"
    /// 16-bit word pieces of the blocks' texts, block after block.
    static let tokens = "tokens.u16"
    /// Per block, as `VariableLength` numbers: the number of its sentences, the tokens of each, and for each token the
    /// bytes from the start of the one before to its own start, and its length.
    static let ranges = "ranges"
    /// The blocks' texts in UTF-8, one after another.
    static let text = "text"
    /// SHA-1 of each block's title and text.
    static let identities = "identities.sha1"
    /// A row a block, and one more: where it begins in tokens, ranges and text, and the document it is of.
    static let blocks = "blocks.idx"
    /// The documents' titles in UTF-8.
    static let titles = "titles"
    /// 16-bit word pieces of the titles.
    static let titleTokens = "titles.u16"
    /// The documents' ids in UTF-8.
    static let ids = "ids"
    /// A row a document, and one more: where it begins in titles, title tokens and ids, and its first block.
    static let documents = "documents.idx"
}
