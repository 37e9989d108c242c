import Foundation
import Randomness
import Realm
import Tensors
import TensorsTestSupport
import Testing

@Suite struct RetrieverLossTests {
    private typealias Case = MarginalLikelihoodTests.Case
    private static let teachings: [RetrieverLoss.Teaching] = [
        .emdr2, .perplexityDistillation(temperature: 1), .perplexityDistillation(temperature: 2.5),
    ]

    private func losses(
        _ some: Case, _ teaching: RetrieverLoss.Teaching, _ scores: Tensor, _ likelihoods: Tensor,
        _ marginalization: MarginalLikelihood.Marginalization
    ) throws -> RetrieverLoss {
        try RetrieverLoss(
            teaching, logPriors: RelevanceScores(scores: scores).logProbabilities(), logLikelihoods: likelihoods,
            maskCounts: some.maskCounts, marginalization: marginalization)
    }

    /// How much a query counts.
    private func share(_ query: Int, of some: Case, _ marginalization: MarginalLikelihood.Marginalization) -> Double {
        marginalization == .sentence
            ? 1 / Double(some.maskCounts.count)
            : Double(some.maskCounts[query]) / Double(some.maskCounts.reduce(0, +))
    }

    /// What the scores should be moved against, by the formulas of `RetrieverLoss.Teaching`.
    private func expectedGradient(
        _ query: Int, of some: Case, _ teaching: RetrieverLoss.Teaching,
        _ marginalization: MarginalLikelihood.Marginalization
    ) -> [Double] {
        let utility = some.utility(query)
        let share = share(query, of: some, marginalization)
        switch teaching {
        case .perplexityDistillation(let temperature):
            let targets = PlainLayers.softmax(utility.logLikelihoods.map { $0 / Double(temperature) })
            return zip(utility.priors, targets).map { share * ($0 - $1) }
        case .emdr2 where marginalization == .sentence:
            return zip(utility.priors, utility.posteriors).map { share * ($0 - $1) }
        case .emdr2:
            let total = Double(some.maskCounts.reduce(0, +))
            return utility.priors.indices.map { candidate in
                (0..<some.maskCounts[query]).reduce(0.0) { sum, mask in
                    let weights = utility.priors.indices.map {
                        utility.priors[$0] * exp(Double(some.logLikelihoods[query][$0][mask]))
                    }
                    return sum + (utility.priors[candidate] - weights[candidate] / weights.reduce(0, +)) / total
                }
            }
        }
    }

    @Test(arguments: teachings, MarginalLikelihood.Marginalization.allCases)
    func gradientsAreThoseDerivedByHand(
        teaching: RetrieverLoss.Teaching, marginalization: MarginalLikelihood.Marginalization
    ) throws {
        var generator = SeededGenerator(seed: 61)
        for _ in 0..<60 {
            let some = Case.random(using: &generator)
            let scores = try some.scoreTensor().requiringGradient()
            let likelihoods = try some.likelihoodTensor().requiringGradient()
            try losses(some, teaching, scores, likelihoods, marginalization).sum().backward()
            let gradient = try #require(try scores.gradient()).floats()
            let own = try #require(try likelihoods.gradient()).floats()
            let (most, masks) = (some.scores[0].count, some.maskCounts.max() ?? 0)
            for (query, count) in some.candidateCounts.enumerated() {
                let place = query * most
                // Differences of two probabilities.
                #expect(
                    agree(
                        Array(gradient[place..<place + count]),
                        expectedGradient(query, of: some, teaching, marginalization), of: 1))
                #expect(gradient[place + count..<place + most].allSatisfy { $0 == 0 })
                // The encoder's: −p(z|x) at each mask, averaged over queries or masks.
                let priors = some.utility(query).priors
                let size = marginalization == .sentence ? some.maskCounts.count : some.maskCounts.reduce(0, +)
                for candidate in 0..<most {
                    for mask in 0..<masks {
                        let counts = candidate < count && mask < some.maskCounts[query]
                        let expected = counts ? -priors[candidate] / Double(size) : 0
                        #expect(agree([own[(place + candidate) * masks + mask]], [expected], of: 1))
                    }
                }
            }
        }
    }

    @Test(arguments: teachings, MarginalLikelihood.Marginalization.allCases)
    func theRetrieversGradientIsTheCentralDifference(
        teaching: RetrieverLoss.Teaching, marginalization: MarginalLikelihood.Marginalization
    ) throws {
        var generator = SeededGenerator(seed: 62)
        let some = Case(candidateCounts: [3, 3], maskCounts: [1, 4], using: &generator)
        let likelihoods = try some.likelihoodTensor()
        let found = try GradientCheck(tolerance: 2e-3).differences(of: [some.scoreTensor()]) {
            try losses(some, teaching, $0[0], likelihoods, marginalization).retriever
        }
        #expect(found.isEmpty, "\(found)")
        let scores = try some.scoreTensor()
        let other = try GradientCheck(tolerance: 2e-3).differences(of: [likelihoods]) {
            try losses(some, teaching, scores, $0[0], marginalization).encoder
        }
        #expect(other.isEmpty, "\(other)")
    }

    @Test func neitherModelLearnsFromTheOthersLoss() throws {
        var generator = SeededGenerator(seed: 63)
        for teaching in Self.teachings {
            let some = Case(candidateCounts: [4, 2], maskCounts: [2, 3], using: &generator)
            let scores = try some.scoreTensor().requiringGradient()
            let likelihoods = try some.likelihoodTensor().requiringGradient()
            let found = try losses(some, teaching, scores, likelihoods, .sentence)
            try found.retriever.backward()
            #expect(try likelihoods.gradient() == nil)
            scores.clearGradient()
            try found.encoder.backward()
            #expect(try scores.gradient() == nil)
        }
    }

    @Test func emdr2TeachesTheRetrieverWhatTheMarginalDoes() throws {
        var generator = SeededGenerator(seed: 64)
        for marginalization in MarginalLikelihood.Marginalization.allCases {
            let some = Case.random(using: &generator)
            let shared = try some.scoreTensor().requiringGradient()
            try some.loss(shared, some.likelihoodTensor(), marginalization).backward()
            let scores = try some.scoreTensor().requiringGradient()
            try losses(some, .emdr2, scores, some.likelihoodTensor(), marginalization).retriever.backward()
            #expect(try scores.gradient()?.floats() == shared.gradient()?.floats())
        }
    }

    @Test func aRetrieverThatSaysWhatTheEncoderSawHasNothingToDistil() throws {
        let likelihoods = try Tensor([-1, -3, -0.5], shape: [1, 3, 1])
        let scores = try Tensor([-1 + 7, -3 + 7, -0.5 + 7], shape: [1, 3]).requiringGradient()
        let found = try RetrieverLoss(
            .perplexityDistillation(temperature: 1), logPriors: RelevanceScores(scores: scores).logProbabilities(),
            logLikelihoods: likelihoods, maskCounts: [1], marginalization: .sentence
        ).retriever
        #expect(abs(try found.scalar()) < 1e-6)
        try found.backward()
        #expect(try #require(try scores.gradient()).floats().allSatisfy { abs($0) < 1e-6 })
    }

    @Test(arguments: teachings)
    func hopelessPredictionsAndMissingCandidatesGiveFiniteLosses(teaching: RetrieverLoss.Teaching) throws {
        let scores = try Tensor([90, -90, 0, 1, -.infinity, -.infinity], shape: [2, 3]).requiringGradient()
        let likelihoods = try Tensor([-120, -1, -150, -2, -0.5, -110, -3, -4, 0, 0, 0, 0], shape: [2, 3, 2])
            .requiringGradient()
        let found = try RetrieverLoss(
            teaching, logPriors: RelevanceScores(scores: scores).logProbabilities(), logLikelihoods: likelihoods,
            maskCounts: [2, 1], marginalization: .sentence)
        try found.sum().backward()
        #expect(try found.sum().scalar().isFinite)
        #expect(try scores.hasFiniteGradient() && likelihoods.hasFiniteGradient())
    }

    @Test func shapesThatDoNotFitAreRefused() throws {
        for teaching in Self.teachings {
            #expect(throws: TensorError.self) {
                try RetrieverLoss(
                    teaching, logPriors: .zeros([2, 2]), logLikelihoods: .zeros([2, 2, 3]), maskCounts: [1],
                    marginalization: .token)
            }
        }
    }
}
