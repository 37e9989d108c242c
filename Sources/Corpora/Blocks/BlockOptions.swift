/// How documents are cut into blocks.
public struct BlockOptions: Sendable, Equatable, Codable {
    /// The most word pieces that `[CLS] title [SEP] text [SEP]` may have.
    public var blockTokens: Int

    /// The limits that make sense: below, nothing but the title would fit; above, no encoder reads that far.
    public static let allowedBlockTokens = 16...4096

    public init(blockTokens: Int = 288) { self.blockTokens = blockTokens }
}
