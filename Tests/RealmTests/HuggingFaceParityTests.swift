import Bert
import Realm
import Tensors
import TensorsTestSupport
import Testing

/// Each model against Hugging Face's of the same weights (transformers 4.40.2), which read the released checkpoints.
@Suite struct HuggingFaceParityTests {
    private let fixture: Fixture
    private let bert = BertConfiguration(
        vocabularySize: 40, hiddenWidth: 16, layers: 2, heads: 4, feedForwardWidth: 24, longestSequence: 32,
        activation: .tanhApproximation)

    init() throws { fixture = try Fixture() }

    private func embedder() throws -> Embedder {
        let configuration = EmbedderConfiguration(bert: bert, width: 8, hasPooler: true, hasLayerNorm: true, scale: 0.2)
        return try Embedder(configuration, .weights(fixture.weights("embedder")))
    }

    @Test func preTrainingScoresLogitsLossAndAllGradientsAgree() throws {
        let embedder = try embedder()
        let encoder = try KnowledgeAugmentedEncoder(bert, .weights(fixture.weights("encoder")))
        let queries = try embedder(fixture.batch("queries"), as: .query)
        let documents = try embedder(fixture.batch("documents"), as: .document)
        let root = Float(0.2).squareRoot()
        #expect(agree(try (queries / root).floats(), try fixture.floats("queries.vectors")))
        #expect(agree(try (documents / root).floats(), try fixture.floats("documents.vectors")))

        let relevance = try RelevanceScores(
            queries: queries, documents: documents, candidates: [[0, 1, 2], [0, 3, 4]])
        #expect(agree(try relevance.scores.floats(), try fixture.floats("relevance")))

        // Query 0 has masks at its places 2 and 3, query 1 one at 1.
        let joints = try fixture.batch("joints")
        let (masks, targets) = ([[2, 3], [1]], [[17, 23], [8]] as [[Int32]])
        var positions: [Int] = []
        var pieces: [Int32] = []
        for query in 0..<2 {
            for candidate in 0..<3 {
                positions += masks[query].map { Int(joints.starts[query * 3 + candidate]) + $0 }
                pieces += targets[query]
            }
        }
        #expect(agree(try encoder.logits(joints, at: positions).floats(), try fixture.floats("logits")))
        let flat = try encoder.logLikelihoods(joints, at: positions, targets: pieces)
        // Query 1's second mask is not there: its place is filled with the first.
        let grid = try flat.rows(Tensor(integers: [0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 8, 8], shape: [12]))
        let loss = try MarginalLikelihood(
            logPriors: relevance.logProbabilities(), logLikelihoods: grid.reshaped([2, 3, 2]), maskCounts: [2, 1],
            marginalization: .token
        ).loss
        #expect(agree([try loss.scalar()], try fixture.floats("loss")))
        try loss.backward()
        #expect(try fixture.differences("embedder", embedder.parameters) == [])
        #expect(try fixture.differences("encoder", encoder.parameters) == [])
    }

    @Test func theGradientOfRelevanceAgrees() throws {
        let encoder = try KnowledgeAugmentedEncoder(bert, .weights(fixture.weights("encoder")))
        let scores = try fixture.tensor("relevance").copy().requiringGradient()
        let joints = try fixture.batch("joints")
        let first = (0..<3).flatMap { [Int(joints.starts[$0]) + 2, Int(joints.starts[$0]) + 3] }
        let second = (3..<6).flatMap { [Int(joints.starts[$0]) + 1, Int(joints.starts[$0]) + 1] }
        let targets: [Int32] = [17, 23, 17, 23, 17, 23, 8, 8, 8, 8, 8, 8]
        try MarginalLikelihood(
            logPriors: RelevanceScores(scores: scores).logProbabilities(),
            logLikelihoods: encoder.logLikelihoods(joints, at: first + second, targets: targets).reshaped([2, 3, 2]),
            maskCounts: [2, 1], marginalization: .token
        ).loss.backward()
        let gradient = try #require(try scores.gradient()).floats()
        #expect(agree(gradient, try fixture.floats("relevance.gradient"), Tolerance.gradient))
    }

    @Test func theInverseClozeTaskAgrees() throws {
        let embedder = try embedder()
        let result = try InverseClozeLoss.loss(
            sentences: embedder(fixture.batch("sentences"), as: .query),
            blocks: embedder(fixture.batch("blocks"), as: .document))
        #expect(agree([try result.loss.scalar()], try fixture.floats("cloze.loss")))
        try result.loss.backward()
        let projection = try #require(embedder.parameters.first { $0.name == "cls.dense.weight" }).tensor
        let gradient = try #require(try projection.gradient()).floats()
        #expect(agree(gradient, try fixture.floats("cloze.gradient"), Tolerance.gradient))
    }

    @Test func readingScoresLossesBestSpanAndAllGradientsAgree() throws {
        let reader = try SpanReader(
            SpanReaderConfiguration(bert: bert, spanHiddenWidth: 6, longestSpan: 4), .weights(fixture.weights("reader"))
        )
        let batch = try fixture.batch("passages")
        let bodies = [6..<13, 6..<16, 6..<11]
        let spans = CandidateSpans(
            batch: batch, bodies: bodies, isWordStart: bodies.map { Array(repeating: true, count: $0.count) },
            longest: 4)
        // A span by its passage and its places in the passage's own sequence, as the other side counts.
        let passages = (0..<3).flatMap { passage in spans.range(ofPassage: passage).map { _ in passage } }
        let names = passages.indices.map { span in
            let start = Int(batch.starts[passages[span]])
            return [passages[span], Int(spans.starts[span]) - start, Int(spans.ends[span]) - start]
        }
        let scores = try fixture.tensor("scores").copy().requiringGradient()
        let logits = try reader.scores(batch, of: spans)
        let theirs = try zip(
            zip(
                fixture.integers("spans.passages"),
                zip(fixture.integers("spans.starts"), fixture.integers("spans.ends"))),
            fixture.floats("spans.logits"))
        let expected = Dictionary(
            theirs.map { ([$0.0, $0.1.0, $0.1.1], $1) }, uniquingKeysWith: { first, _ in first })
        #expect(Set(names) == Set(expected.keys))
        #expect(agree(try logits.floats(), names.compactMap { expected[$0] }))

        let joint = try logits + scores.rows(Tensor(integers: passages.map(Int64.init), shape: [passages.count]))
        let best = try joint.argMax(axis: 0).integers()
        #expect(names[Int(best[0])] == (try fixture.integers("best")))
        let flat = try fixture.integers("answers")
        let answers = Set(stride(from: 0, to: flat.count, by: 3).map { Array(flat[$0..<($0 + 3)]) })
        let correct = names.indices.filter { answers.contains(names[$0]) }
        let read = try #require(
            try AnswerLikelihood.readerLoss(logits: joint, questions: [0..<spans.count], correct: [correct]))
        let retrieved = try AnswerLikelihood.retrieverLoss(scores: scores, correct: [1, 2])
        #expect(agree([try read.loss.scalar()], try fixture.floats("reader.loss")))
        #expect(agree([try retrieved.scalar()], try fixture.floats("retriever.loss")))
        try (read.loss + retrieved).backward()
        #expect(try fixture.differences("reader", reader.parameters) == [])
        let gradient = try #require(try scores.gradient()).floats()
        #expect(agree(gradient, try fixture.floats("scores.gradient"), Tolerance.gradient))
    }
}
