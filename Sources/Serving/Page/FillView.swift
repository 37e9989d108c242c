import Answering

/// The tab that fills masks.
struct FillView: QueryView {
    struct Piece: Sendable {
        let text, percent: String
        let share: Double
    }

    struct Mask: Sendable {
        let number: Int
        let withRetrieval, withoutRetrieval: [Piece]
    }

    struct PassageRow: Sendable {
        let title, address, text, probability, utility: String
        let share: Double
    }

    struct Result: Sendable {
        let masks: [Mask]
        let passages: [PassageRow]
        let nullProbability: String
        let nullShare: Double
        let generation: Int

        init(_ reply: FillReply) {
            func pieces(_ pieces: [MaskFiller.WordPieceProbability]) -> [Piece] {
                pieces.map {
                    Piece(
                        text: $0.text, percent: PageNumber.percent($0.probability),
                        share: PageNumber.share($0.probability))
                }
            }
            masks = reply.masks.enumerated().map {
                Mask(
                    number: $0 + 1, withRetrieval: pieces($1.withRetrieval),
                    withoutRetrieval: pieces($1.withoutRetrieval))
            }
            passages = reply.passages.map {
                PassageRow(
                    title: BlockLink.title($0.title, $0.block), address: BlockLink.address($0.block),
                    text: $0.text, probability: PageNumber.probability($0.probability),
                    utility: PageNumber.fixed($0.utility, decimals: 3), share: PageNumber.share($0.probability))
            }
            nullProbability = PageNumber.probability(reply.nullProbability)
            nullShare = PageNumber.share(reply.nullProbability)
            generation = reply.generation
        }
    }

    let title = "Fill in the blank"
    let tabs = PageTab.all(current: "/fill")
    let text: String?
    let example: String
    let exampleAddress: String
    var problem: String?
    var result: Result?
}
