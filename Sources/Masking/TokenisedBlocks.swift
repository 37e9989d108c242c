public import DurableFiles

/// The blocks of a corpus as masking needs them: cut into sentences and word pieces, each piece with its place.
///
/// A block store is one; tests use a few sentences in memory.
public protocol TokenisedBlocks: Sendable {
    /// How many blocks there are.
    var count: Int { get }
    /// The name of exactly this content.
    var fingerprint: Fingerprint { get }
    /// The word pieces of a block's text, without special pieces.
    func tokens(of block: Int) -> [UInt16]
    /// For each piece its UTF-8 bytes in `text(of:)`.
    func tokenRanges(of block: Int) -> [Range<Int>]
    /// For each sentence its pieces; in order, without overlap.
    func sentences(of block: Int) -> [Range<Int>]
    /// The original text of the block.
    func text(of block: Int) -> String
    /// The title of the document the block is from.
    func title(of block: Int) -> String
    /// The word pieces of the title.
    func titleTokens(of block: Int) -> [UInt16]
    /// The number of the document the block is from.
    func document(of block: Int) -> Int
}

extension TokenisedBlocks {
    /// The UTF-8 bytes of the block's text that a range of its pieces takes up; nil for an empty or foreign range.
    static func bytes(of pieces: Range<Int>, _ tokenRanges: [Range<Int>]) -> Range<Int>? {
        guard !pieces.isEmpty, pieces.lowerBound >= 0, pieces.upperBound <= tokenRanges.count else { return nil }
        let start = tokenRanges[pieces.lowerBound].lowerBound
        let end = tokenRanges[pieces.upperBound - 1].upperBound
        return start < end ? start..<end : nil
    }
}
