import Corpora
import Masking
package import Randomness
public import Realm
public import Tensors
import Wordpieces

/// Warm start of the embedder: which other passage of the document shares this rare run of words? (Ram et al. 2022.)
///
/// A query is a window around the run in one passage; with the run taken out it must be found by what it means, with the
/// run kept by what it says. Another passage of the document, without the run, is a wrong answer.
public final class RecurringSpanTask: TrainingTask {
    public let stage = "recurring-spans"
    public let steps: Int
    public let warmupSteps: Int
    public let parts: [TrainedPart]

    private let corpus: LearningCorpus
    private let configuration: RunConfiguration
    private let embedder: Embedder
    private let spans: RecurringSpans

    /// - Throws: `TrainingProblem.nothingToLearnFrom` when fewer than two documents have passages that share a rare run.
    public init(
        embedder: Embedder, corpus: LearningCorpus, configuration: RunConfiguration
    ) throws(TrainingProblem) {
        self.embedder = embedder
        self.corpus = corpus
        self.configuration = configuration
        steps = configuration.warmstart.steps
        warmupSteps = configuration.warmstart.warmupSteps
        parts = [TrainedPart(.embedder(embedder), learningRate: configuration.warmstart.learningRate)]
        spans = RecurringSpans.find(
            in: corpus.store, isContinuation: Self.continuations(corpus))
        guard spans.documents.count >= 2 || steps == 0 else {
            throw .nothingToLearnFrom(
                stage: stage,
                reason: "fewer than two documents of the corpus have two passages that share a rare run of words; add "
                    + "documents, or take smaller blocks (corpus.blockTokens)")
        }
    }

    public func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
        var random = SeededGenerator(seed: configuration.engine.seed ^ 0x5350_414E, stream: UInt64(step))
        var pairs = PassagePairs(corpus, configuration.embedder)
        for document in draw(&random) {
            let pair = spans.pairs[Int.random(in: document, using: &random)]
            let asks = Int.random(in: 0...1, using: &random)
            let found = pair.blocks[1 - asks]
            let query = Self.query(
                around: pair.pieces[asks], of: pair.blocks[asks], corpus: corpus,
                keepShare: configuration.warmstart.keepSpanShare, limit: configuration.embedder.queryTokens - 2,
                using: &random)
            pairs.append(
                query: query, body: corpus.body(found), of: found,
                distractor: distractor(for: pair, using: &random))
        }
        return try pairs.learn(embedder, learn)
    }

    /// Documents, each once a batch: two passages of one document are hardly wrong answers for each other.
    private func draw(_ random: inout SeededGenerator) -> [Range<Int>] {
        let size = min(configuration.warmstart.batch, spans.documents.count)
        var seen: Set<Int> = []
        var drawn: [Range<Int>] = []
        while drawn.count < size {
            let number = Int.random(in: spans.documents.indices, using: &random)
            if seen.insert(number).inserted { drawn.append(spans.documents[number]) }
        }
        return drawn
    }

    /// Another block of the document that does not hold the run.
    private func distractor(for pair: RecurringSpans.Pair, using random: inout SeededGenerator) -> Int? {
        let store = corpus.store
        let run = store.tokens(of: pair.blocks[0])[pair.pieces[0]]
        return store.blocks(ofDocument: store.document(of: pair.blocks[0]))
            .filter { !pair.blocks.contains($0) && !BlockTokens(store.tokens(of: $0)).holds(run) }
            .randomElement(using: &random)
    }

    /// The pieces that a window takes beside the run, on both sides together.
    private static let window = 4...28

    /// A window of whole words around a run, of random length and place, with the run or without.
    package static func query(
        around run: Range<Int>, of block: Int, corpus: LearningCorpus, keepShare: Double, limit: Int,
        using random: inout SeededGenerator
    ) -> [Int32] {
        let tokens = corpus.body(block)
        let isContinuation = { (piece: Int) in corpus.vocabulary.continuesWord(tokens[piece]) }
        let more = Int.random(in: window, using: &random)
        let before = Int.random(in: 0...more, using: &random)
        var start = max(0, run.lowerBound - before)
        var end = min(tokens.count, run.upperBound + more - before)
        while start > 0, isContinuation(start) { start -= 1 }
        while end < tokens.count, isContinuation(end) { end += 1 }
        let keeps = Double.random(in: 0..<1, using: &random) < keepShare
        let rest = Array(tokens[start..<run.lowerBound] + tokens[run.upperBound..<end])
        // A passage that is nothing but the run has nothing else to ask with.
        let query = keeps || rest.isEmpty ? Array(tokens[start..<end]) : rest
        return Array(query.prefix(max(1, limit)))
    }

    /// Which pieces go on with a word, by id.
    private static func continuations(_ corpus: LearningCorpus) -> [Bool] {
        let known = (0..<Int32(corpus.vocabulary.count)).map(corpus.vocabulary.continuesWord)
        // Every id that a block store can hold has an answer.
        return known + [Bool](repeating: false, count: max(0, Int(UInt16.max) + 1 - known.count))
    }
}
