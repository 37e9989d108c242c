import Answering
import Corpora

/// An answered question as the page shows it.
struct AnswerView: Sendable {
    struct Answer: Sendable {
        let rank: Int
        let text, percent: String
        let share: Double
        let sentence: MarkedParts
        let source, address: String
    }

    struct PassageRow: Sendable {
        let rank: Int
        let title, address: String
        let text: MarkedParts
        let probability: String
        let share: Double
        /// How much of the best answer's probability was read here.
        let contribution: String
        let contributionShare: Double
    }

    struct Stage: Sendable {
        let name, milliseconds: String
    }

    let best: Answer?
    let alternatives: [Answer]
    let hasAlternatives: Bool
    let passages: [PassageRow]
    let stages: [Stage]
    let model: String
    let generation: Int

    init(_ answered: Answered) {
        let answers = answered.answers.enumerated().map { Self.answer($1, rank: $0 + 1) }
        best = answers.first
        alternatives = Array(answers.dropFirst())
        hasAlternatives = !alternatives.isEmpty
        passages = answered.passages.enumerated().map { place, passage in
            let here = answered.answers.first { answered.blocks[place].contains($0.block) }
            let contribution = answered.answers.first?.contributions[place] ?? 0
            return PassageRow(
                rank: place + 1, title: BlockLink.title(passage.title, passage.block),
                address: Self.address(here?.block ?? passage.block, here),
                text: Self.text(of: answered.blocks[place], marking: here, in: answered.facts.store),
                probability: PageNumber.probability(passage.probability), share: PageNumber.share(passage.probability),
                contribution: PageNumber.percent(contribution), contributionShare: PageNumber.share(contribution))
        }
        stages =
            ([("wait", answered.waited)] + answered.times.named.map { ($0.stage, $0.time) }).map {
                Stage(name: $0, milliseconds: PageNumber.fixed($1.milliseconds, decimals: 1))
            }
        model = answered.facts.model
        generation = answered.facts.generation
    }

    private static func answer(_ answer: Response.Answer, rank: Int) -> Answer {
        let start = answer.startInContext
        return Answer(
            rank: rank, text: answer.text, percent: PageNumber.percent(answer.probability),
            share: PageNumber.share(answer.probability),
            sentence: MarkedParts(answer.context, marking: start..<start + answer.end - answer.start),
            source: BlockLink.title(answer.title, answer.block), address: address(answer.block, answer))
    }

    /// All that was read, a block with its neighbours, and where an answer stands in it.
    private static func text(of blocks: Range<Int>, marking answer: Response.Answer?, in store: BlockStore)
        -> MarkedParts
    {
        var text = ""
        var range = 0..<0
        for block in blocks {
            if !text.isEmpty { text += " " }
            let start = text.utf8.count
            if let answer, answer.block == block { range = start + answer.start..<start + answer.end }
            text += store.text(of: block)
        }
        return MarkedParts(text, marking: range)
    }

    private static func address(_ block: Int, _ answer: Response.Answer?) -> String {
        BlockLink.address(block, marking: answer.map { $0.start..<$0.end })
    }
}
