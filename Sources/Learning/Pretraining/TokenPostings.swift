package import Corpora
import Masking

/// Which blocks each word piece stands in, so that the blocks that hold a run of pieces are found without a scan.
package struct TokenPostings {
    /// Where each piece's blocks start in `blocks`, `[pieces + 1]`.
    private let starts: [Int]
    private let blocks: [Int32]

    /// At most this many blocks are listed: for larger corpora a part of them is enough to draw examples from.
    private static let most = 500_000

    package init(_ store: BlockStore) {
        let listed = min(store.count, Self.most)
        var counts = [Int](repeating: 0, count: Int(UInt16.max) + 2)
        var last = [Int32](repeating: -1, count: Int(UInt16.max) + 1)
        for block in 0..<listed {
            for token in store.tokens(of: block) where last[Int(token)] != Int32(block) {
                last[Int(token)] = Int32(block)
                counts[Int(token) + 1] += 1
            }
        }
        for piece in counts.indices.dropFirst() { counts[piece] += counts[piece - 1] }
        starts = counts
        var next = counts
        var blocks = [Int32](repeating: 0, count: counts[counts.count - 1])
        for index in last.indices { last[index] = -1 }
        for block in 0..<listed {
            for token in store.tokens(of: block) where last[Int(token)] != Int32(block) {
                last[Int(token)] = Int32(block)
                blocks[next[Int(token)]] = Int32(block)
                next[Int(token)] += 1
            }
        }
        self.blocks = blocks
    }

    /// The blocks in which the pieces stand one after another, in order.
    package func blocks(holding span: [UInt16], in store: BlockStore) -> [Int] {
        let lists = span.map { blocks[starts[Int($0)]..<starts[Int($0) + 1]] }
        guard let rarest = lists.min(by: { $0.count < $1.count }) else { return [] }
        return rarest.lazy.map(Int.init).filter { BlockTokens(store.tokens(of: $0)).holds(span) }
    }
}
