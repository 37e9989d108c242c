public import Corpora

/// A block that was found, with as many of its neighbours in the document as are read together with it.
///
/// Small blocks are found more precisely; a reader understands a sentence better with those around it.
public struct PassageContext: Sendable, Equatable {
    /// The block that was found.
    public let block: Int
    /// The blocks that are read, one after another, `block` among them.
    public let blocks: Range<Int>
    /// The most word pieces of all its blocks that fit where it is read; a lone block that has more is cut at its end.
    public let room: Int

    /// - Parameters:
    ///   - tokens: the most word pieces of block and neighbours; the block itself is always there.
    ///   - room: how many word pieces fit where it is read. Neighbours stand in front too, and what is too long is cut at
    ///     its end, so that more of them would push the block itself out.
    ///   - isExcluded: whether a block is not read with it: the one the question was made from, or one read already.
    public init(
        around block: Int, tokens: Int, room: Int = .max, store: BlockStore,
        excluding isExcluded: (Int) -> Bool = { _ in false }
    ) {
        let document = store.blocks(ofDocument: store.document(of: block))
        var blocks = block..<(block + 1)
        var count = store.tokenCount(of: block)
        var grows = true
        while grows {
            grows = false
            // What follows explains more often than what came before, so it is taken first.
            for next in [blocks.upperBound, blocks.lowerBound - 1]
            where document.contains(next) && !isExcluded(next) {
                let more = store.tokenCount(of: next)
                guard count + more <= min(tokens, room) else { continue }
                count += more
                blocks = min(next, blocks.lowerBound)..<max(next + 1, blocks.upperBound)
                grows = true
            }
        }
        self.block = block
        self.blocks = blocks
        self.room = room
    }

    /// The blocks with how many of their word pieces are read; those of which none is are left out.
    package func read(_ store: BlockStore) -> [(block: Int, tokens: Int)] {
        var left = room
        return blocks.compactMap { block in
            let tokens = min(left, store.tokenCount(of: block))
            left -= tokens
            return tokens > 0 ? (block, tokens) : nil
        }
    }

    /// The contexts of the best blocks, without those that an earlier one holds already.
    /// - Parameters:
    ///   - isExcluded: whether a block is not read at all.
    ///   - room: how many word pieces fit where a block's context is read.
    public static func distinct(
        _ ranked: [Int], count: Int, tokens: Int, store: BlockStore,
        excluding isExcluded: (Int) -> Bool = { _ in false }, room: (_ block: Int) -> Int = { _ in .max }
    ) -> [PassageContext] {
        var contexts: [PassageContext] = []
        var read: Set<Int> = []
        for block in ranked where contexts.count < count && !read.contains(block) && !isExcluded(block) {
            let context = PassageContext(
                around: block, tokens: tokens, room: room(block), store: store,
                excluding: { read.contains($0) || isExcluded($0) })
            read.formUnion(context.blocks)
            contexts.append(context)
        }
        return contexts
    }

    /// How long a list of blocks gives `count` distinct contexts nearly always.
    public static func depth(for count: Int, tokens: Int) -> Int { tokens == 0 ? count : 3 * count + 5 }
}
