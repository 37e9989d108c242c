import Randomness
import Realm
import Tensors
import TensorsTestSupport
import Testing

@Suite struct RelevanceScoresTests {
    @Test(arguments: 0..<20) func scoresAreInnerProductsAndProbabilitiesSumToOne(round: Int) throws {
        var generator = SeededGenerator(seed: 41, stream: UInt64(round))
        let queries = Int.random(in: 1...4, using: &generator)
        let documents = Int.random(in: 1...6, using: &generator)
        let width = Int.random(in: 1...9, using: &generator)
        let candidates = (0..<queries).map { _ in
            (0..<Int.random(in: 1...5, using: &generator)).map { _ in Int.random(in: 0..<documents, using: &generator) }
        }
        let offset = Float.random(in: -1...1, using: &generator)
        let x = Tiny.numbers(queries * width, in: -2...2, using: &generator)
        let z = Tiny.numbers(documents * width, in: -2...2, using: &generator)
        let scores = try RelevanceScores(
            queries: Tensor(x, shape: [queries, width]), documents: Tensor(z, shape: [documents, width]),
            candidates: candidates, nullOffset: round.isMultiple(of: 2) ? Tensor([offset], shape: [1]) : nil)
        let most = candidates.map(\.count).max() ?? 0
        let fast = try scores.scores.floats()
        let probabilities = try scores.logProbabilities().floats()
        for (query, row) in candidates.enumerated() {
            var expected = row.map { document in
                (0..<width).reduce(0.0) { $0 + Double(x[query * width + $1]) * Double(z[document * width + $1]) }
            }
            if round.isMultiple(of: 2) { expected[0] += Double(offset) }
            let place = query * most
            // Products of numbers up to 2, which cancel; the logarithm for a lone candidate is 0.
            #expect(agree(Array(fast[place..<(place + row.count)]), expected, of: 4))
            #expect(fast[(place + row.count)..<(place + most)].allSatisfy { $0 == -.infinity })
            let total = PlainLayers.logSumExp(expected)
            #expect(agree(Array(probabilities[place..<(place + row.count)]), expected.map { $0 - total }, of: 4))
        }
    }

    @Test func gradientsFlowToQueriesDocumentsAndTheNullOffset() throws {
        var generator = SeededGenerator(seed: 42)
        let inputs = [
            try Tensor(Tiny.numbers(8, in: -1...1, using: &generator), shape: [2, 4]),
            try Tensor(Tiny.numbers(12, in: -1...1, using: &generator), shape: [3, 4]),
            try Tensor([0.3], shape: [1]),
        ]
        // The sum over candidates of −log p(z|x) is finite only where no candidate is missing.
        let found = try GradientCheck().differences(of: inputs) { inputs in
            try RelevanceScores(
                queries: inputs[0], documents: inputs[1], candidates: [[0, 1, 2], [0, 2, 1]], nullOffset: inputs[2]
            ).logProbabilities()
        }
        #expect(found.isEmpty, "\(found)")
    }

    @Test func aDocumentThatFillsAnEmptyPlaceGetsNoGradient() throws {
        let queries = try Tensor([1, 2, 3, 4], shape: [2, 2]).requiringGradient()
        let documents = try Tensor([5, 6, 7, 8], shape: [2, 2]).requiringGradient()
        let scores = try RelevanceScores(queries: queries, documents: documents, candidates: [[1, 1], [1]])
        // Only the first candidate of each query is asked for; document 0 is nobody's candidate.
        try scores.logProbabilities().narrowed(axis: 1, start: 0, length: 1).sum().backward()
        let gradient = try #require(try documents.gradient()).floats()
        #expect(gradient[0] == 0 && gradient[1] == 0)
        #expect(try documents.hasFiniteGradient() && queries.hasFiniteGradient())
    }

    @Test func probabilitiesOfPlainNumbersNeitherOverflowNorCountWhatIsNotThere() {
        let found = RelevanceScores.probabilities(of: [800, 800, -.infinity])
        #expect(zip(found, [0.5, 0.5, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(RelevanceScores.probabilities(of: []).isEmpty)
    }

    @Test func aQueryWithoutCandidatesIsRefused() throws {
        let vectors = try Tensor.ones([2, 3])
        #expect(
            throws: TensorError(
                operation: "relevance scores", reason: "query 1 has no candidates; the null document is always one")
        ) { try RelevanceScores(queries: vectors, documents: vectors, candidates: [[0], []]) }
        #expect(throws: TensorError.self) {
            try RelevanceScores(queries: vectors, documents: vectors, candidates: [[0], [2]])
        }
    }

    @Test func noQueriesHaveNoScores() throws {
        let scores = try RelevanceScores(queries: .zeros([0, 3]), documents: .zeros([0, 3]), candidates: [])
        #expect(try scores.logProbabilities().count == 0)
    }
}
