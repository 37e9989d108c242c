import Corpora
package import Randomness
public import Realm
public import Tensors

/// Warm start of the embedder: which block was this sentence taken from? (Paper §3.4; Lee et al. 2019.)
///
/// Without it REALM starts cold: a random retriever finds noise, the encoder learns to ignore it, and no gradient is
/// left to mend the retriever.
public final class InverseClozeTask: TrainingTask {
    public let stage = "inverse-cloze"
    public let steps: Int
    public let warmupSteps: Int
    public let parts: [TrainedPart]

    private let corpus: LearningCorpus
    private let configuration: RunConfiguration
    private let embedder: Embedder
    /// Blocks that still hold something once a sentence is taken out.
    private let eligible: [Int]

    /// - Throws: `TrainingProblem.nothingToLearnFrom` when fewer than two blocks have two sentences.
    public init(
        embedder: Embedder, corpus: LearningCorpus, configuration: RunConfiguration
    ) throws(TrainingProblem) {
        self.embedder = embedder
        self.corpus = corpus
        self.configuration = configuration
        steps = configuration.warmstart.steps
        warmupSteps = configuration.warmstart.warmupSteps
        parts = [TrainedPart(.embedder(embedder), learningRate: configuration.warmstart.learningRate)]
        eligible = (0..<corpus.store.count).filter { corpus.store.sentences(of: $0).count >= 2 }
        guard eligible.count >= 2 || steps == 0 else {
            throw .nothingToLearnFrom(
                stage: stage, reason: "fewer than two blocks of the corpus have two sentences; add documents")
        }
    }

    public func takeStep(_ step: Int, _ learn: (Tensor) throws -> Void) throws -> [(String, Double)] {
        var random = SeededGenerator(seed: configuration.engine.seed, stream: UInt64(step))
        let blocks = draw(&random)
        var pairs = PassagePairs(corpus, configuration.embedder)
        for block in blocks {
            let pair = Self.pair(
                block: block, corpus: corpus, keepShare: configuration.warmstart.keepShare, using: &random)
            pairs.append(query: pair.sentence, body: pair.body, of: block)
        }
        return try pairs.learn(embedder, learn)
    }

    /// Different blocks, of different documents where there are enough: two blocks of one document are hardly wrong
    /// answers for each other's sentences.
    package func draw(_ random: inout SeededGenerator) -> [Int] {
        let size = min(configuration.warmstart.batch, eligible.count)
        var drawn: [Int] = []
        var blocks: Set<Int> = []
        var documents: Set<Int> = []
        var tries = 0
        while drawn.count < size {
            let block = eligible[Int.random(in: 0..<eligible.count, using: &random)]
            tries += 1
            let isOfNewDocument = documents.insert(corpus.store.document(of: block)).inserted
            guard isOfNewDocument || tries >= 20 * size, blocks.insert(block).inserted else { continue }
            drawn.append(block)
        }
        return drawn
    }

    /// A random sentence of a block, and the block with or without it.
    package static func pair(
        block: Int, corpus: LearningCorpus, keepShare: Double, using random: inout SeededGenerator
    ) -> (sentence: [Int32], body: [Int32]) {
        let tokens = corpus.body(block)
        let sentences = corpus.store.sentences(of: block)
        let sentence = sentences[Int.random(in: 0..<sentences.count, using: &random)]
        let keeps = Double.random(in: 0..<1, using: &random) < keepShare
        let rest = keeps ? tokens : Array(tokens[..<sentence.lowerBound] + tokens[sentence.upperBound...])
        return (Array(tokens[sentence]), rest)
    }
}
