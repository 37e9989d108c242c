/// The tab that searches the corpus.
struct CorpusView: QueryView {
    struct Hit: Sendable {
        let rank: Int
        let title, address, text, score: String
    }

    let title: String
    let tabs = PageTab.all(current: "/corpus")
    let query: String?
    let methods: [ChoiceView]
    let blocks, documents: Int
    var problem: String?
    var hits: [Hit]?
    var hasNone = false
}

/// A block and what is near it.
struct BlockView: PageView {
    struct Neighbour: Sendable {
        let title, address, score: String
    }

    let title: String
    let tabs = PageTab.all(current: "/corpus")
    let block: Int
    let document: String
    let text: MarkedParts
    let previous, next: String?
    let neighbours: [Neighbour]
    let generation: Int

    init(_ reply: BlockReply, marking range: Range<Int>) {
        title = reply.title.isEmpty ? "Block \(reply.block)" : reply.title
        block = reply.block
        document = reply.document
        text = MarkedParts(reply.text, marking: range)
        previous = reply.block > reply.documentBlocks[0] ? BlockLink.address(reply.block - 1) : nil
        next = reply.block < reply.documentBlocks[1] ? BlockLink.address(reply.block + 1) : nil
        neighbours = reply.neighbours.map {
            Neighbour(
                title: BlockLink.title($0.title, $0.block), address: BlockLink.address($0.block),
                score: PageNumber.fixed($0.score, decimals: 3))
        }
        generation = reply.generation
    }
}
