import Answering
import Corpora
import HTTPTypes

/// A choice of a form.
struct ChoiceView: Sendable {
    let value, label: String
    let isChosen: Bool

    /// The searches that there are, the usual one first.
    static func methods(_ facts: ModelFacts, chosen: SearchMethod?) -> [ChoiceView] {
        let labels: [SearchMethod: String] = [
            .dense: "the retriever", .bm25: "words (BM25)", .hybrid: "retriever and words",
        ]
        return [ChoiceView(value: "", label: "as usual", isChosen: chosen == nil)]
            + facts.methods.map {
                ChoiceView(value: $0.rawValue, label: labels[$0] ?? $0.rawValue, isChosen: $0 == chosen)
            }
    }
}

/// A question offered to be asked.
struct ExampleView: Sendable {
    let text, address: String
}

/// The tab that answers questions.
struct AskView: PageView {
    let title: String
    let tabs = PageTab.all(current: "/")
    /// Nil while none is asked; a template takes an empty text for one that is there.
    let question: String?
    let passages: String
    let methods: [ChoiceView]
    let examples: [ExampleView]
    var problem: String?
    var result: AnswerView?
}

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
                rank: place + 1, title: Self.title(passage.title, passage.block),
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
            source: title(answer.title, answer.block), address: address(answer.block, answer))
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

    private static func title(_ title: String, _ block: Int) -> String { title.isEmpty ? "block \(block)" : title }

    private static func address(_ block: Int, _ answer: Response.Answer?) -> String {
        answer.map { "/blocks/\(block)?start=\($0.start)&end=\($0.end)" } ?? "/blocks/\(block)"
    }
}

/// The tab that fills masks.
struct FillView: PageView {
    struct Piece: Sendable {
        let text, percent: String
        let share: Double
    }

    struct Mask: Sendable {
        let number: Int
        let withRetrieval, withoutRetrieval: [Piece]
    }

    struct PassageRow: Sendable {
        let title, address, text, probability: String
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
                    title: $0.title.isEmpty ? "block \($0.block)" : $0.title, address: "/blocks/\($0.block)",
                    text: $0.text, probability: PageNumber.probability($0.probability),
                    share: PageNumber.share($0.probability))
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

/// The tab that searches the corpus.
struct CorpusView: PageView {
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
        previous = reply.block > reply.documentBlocks[0] ? "/blocks/\(reply.block - 1)" : nil
        next = reply.block < reply.documentBlocks[1] ? "/blocks/\(reply.block + 1)" : nil
        neighbours = reply.neighbours.map {
            Neighbour(
                title: $0.title.isEmpty ? "block \($0.block)" : $0.title, address: "/blocks/\($0.block)",
                score: PageNumber.fixed($0.score, decimals: 3))
        }
        generation = reply.generation
    }
}

/// The tab that shows training runs.
struct TrainingView: PageView {
    struct Run: Sendable {
        let name, address: String
        let isCurrent: Bool
    }

    struct Figure: Sendable {
        let name, value: String
    }

    let title = "Training"
    let tabs = PageTab.all(current: "/training")
    let runs: [Run]
    let run: String?
    let plot: String?
    let step: String
    let figures: [Figure]
}

/// What went wrong.
struct ProblemView: PageView {
    let title: String
    let tabs = PageTab.all(current: "")
    let detail: String

    init(_ problem: Problem) {
        title = problem.status.reasonPhrase
        detail = problem.field.map { "\($0): \(problem.detail)" } ?? problem.detail
    }
}
