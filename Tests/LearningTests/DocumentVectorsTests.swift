import Foundation
import Learning
import Realm
import Tensors
import Testing
import VectorSearch

@Suite struct DocumentVectorsTests {
    private let stored: [[Float]] = [[1, 0], [0, 1], [2, -1], [0.5, 0.5], [-1, 3]]
    private let learning: [[Float]] = [[3, 1], [-2, 0.25]]

    private func index() throws -> ExactIndex { try ExactIndex(vectors: stored.flatMap { $0 }, width: 2) }

    @Test func storedAndLearningVectorsAreScoredInTheOrderOfTheBlocks() throws {
        let queries = try Tensor([9, 9, 2, -0.5], shape: [2, 2])
        let vectors = try DocumentVectors(stored: index(), learning: [4, 1, 4]) { blocks in
            #expect(blocks == [4, 1])
            return try Tensor(learning.flatMap { $0 }, shape: [2, 2])
        }
        func product(_ vector: [Float]) -> Float { 2 * vector[0] - 0.5 * vector[1] }
        #expect(
            try vectors.scores(queries, 1, [0, 1, 2, 4, 3]).floats()
                == [stored[0], learning[1], stored[2], learning[0], stored[3]].map(product))
        #expect(try vectors.scores(queries, 1, [1, 4]).floats() == [learning[1], learning[0]].map(product))
        #expect(try vectors.scores(queries, 1, [3, 0]).floats() == [stored[3], stored[0]].map(product))
        #expect(
            try DocumentVectors(stored: index()).scores(queries, 1, [4, 1]).floats()
                == [stored[4], stored[1]].map(product))
    }

    @Test func nothingToLearnIsNotEmbedded() throws {
        let vectors = try DocumentVectors(stored: index(), learning: []) { _ in
            Issue.record("nothing is to be embedded")
            return try Tensor.zeros([0, 2])
        }
        #expect(try vectors.scores(Tensor([1, 1], shape: [1, 2]), 0, [2]).floats() == [1])
    }

    /// ∂L/∂Embed(z) = ∂L/∂f · Embed(x), where ∂L/∂f is the loss's seed; ∂L/∂Embed(x) = Σ_z ∂L/∂f · Embed(z).
    @Test func theGradientReachesTheQueryAndTheLearningVectorsAlone() throws {
        let queries = try Tensor([2, -0.5], shape: [1, 2]).requiringGradient()
        let documents = try Tensor(learning.flatMap { $0 }, shape: [2, 2]).requiringGradient()
        let vectors = try DocumentVectors(stored: index(), learning: [4, 1]) { _ in documents }
        let seed: [Float] = [0.5, -1, 2]
        try vectors.scores(queries, 0, [1, 0, 4]).backward(seed: Tensor(seed, shape: [3]))
        #expect(try #require(try documents.gradient()).floats() == [4, -1, 1, -0.25])
        let expected = (0..<2).map { seed[0] * learning[1][$0] + seed[1] * stored[0][$0] + seed[2] * learning[0][$0] }
        #expect(try #require(try queries.gradient()).floats() == expected)
    }

    @Test func theRetrieversLossHasTheGradientOfSmallChanges() throws {
        let index = try index()
        let query: [Float] = [0.1, 0.4]
        let documents = learning.flatMap { $0 }
        /// lse over four candidates − lse over the two that are right; the first and the last learn.
        func loss(_ query: Tensor, _ documents: Tensor) throws -> Tensor {
            let vectors = try DocumentVectors(stored: index, learning: [2, 0]) { _ in documents }
            let scores = try vectors.scores(query, 0, [0, 1, 2, 3])
            return try AnswerLikelihood.retrieverLoss(scores: scores, correct: [0, 3])
        }
        let (x, z) = (
            try Tensor(query, shape: [1, 2]).requiringGradient(),
            try Tensor(documents, shape: [2, 2]).requiringGradient()
        )
        try loss(x, z).backward()
        let found = try #require(try x.gradient()).floats() + #require(try z.gradient()).floats()
        let values = query + documents
        for place in values.indices {
            func changed(by step: Float) throws -> Float {
                var values = values
                values[place] += step
                return try loss(
                    Tensor(Array(values[..<2]), shape: [1, 2]), Tensor(Array(values[2...]), shape: [2, 2])
                ).scalar()
            }
            let expected = try (changed(by: 0.01) - changed(by: -0.01)) / 0.02
            #expect(abs(found[place] - expected) < 2e-3)
        }
    }
}
