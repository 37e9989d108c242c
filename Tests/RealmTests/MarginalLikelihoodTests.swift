import Foundation
import Randomness
import Realm
import Tensors
import TensorsTestSupport
import Testing

@Suite struct MarginalLikelihoodTests {
    /// Scores and log-likelihoods of a few queries; the places after a query's own candidates and masks hold rubbish.
    struct Case {
        var candidateCounts: [Int]
        var maskCounts: [Int]
        /// `[queries][candidates]`, −∞ where there is none.
        var scores: [[Float]] = []
        /// `[queries][candidates][masks]`.
        var logLikelihoods: [[[Float]]] = []

        init(candidateCounts: [Int], maskCounts: [Int], using generator: inout SeededGenerator) {
            self.candidateCounts = candidateCounts
            self.maskCounts = maskCounts
            let (most, masks) = (candidateCounts.max() ?? 0, maskCounts.max() ?? 0)
            for count in candidateCounts {
                let row = Tiny.numbers(most, in: -3...3, using: &generator)
                scores.append(row.enumerated().map { $0.offset < count ? $0.element : -.infinity })
                logLikelihoods.append((0..<most).map { _ in Tiny.numbers(masks, in: -6...0, using: &generator) })
            }
        }

        static func random(using generator: inout SeededGenerator) -> Case {
            let queries = Int.random(in: 1...4, using: &generator)
            return Case(
                candidateCounts: (0..<queries).map { _ in Int.random(in: 1...5, using: &generator) },
                maskCounts: (0..<queries).map { _ in Int.random(in: 1...4, using: &generator) }, using: &generator)
        }

        func scoreTensor() throws -> Tensor {
            try Tensor(scores.flatMap { $0 }, shape: [scores.count, scores.first?.count ?? 0])
        }

        func likelihoodTensor() throws -> Tensor {
            try Tensor(
                logLikelihoods.flatMap { $0.flatMap { $0 } },
                shape: [scores.count, scores.first?.count ?? 0, maskCounts.max() ?? 0])
        }

        func loss(
            _ scores: Tensor, _ logLikelihoods: Tensor, _ marginalization: MarginalLikelihood.Marginalization
        ) throws -> Tensor {
            try MarginalLikelihood(
                logPriors: RelevanceScores(scores: scores).logProbabilities(), logLikelihoods: logLikelihoods,
                maskCounts: maskCounts, marginalization: marginalization
            ).loss
        }

        /// What the candidates of one query did.
        func utility(_ query: Int) -> RetrievalUtility {
            RetrievalUtility(
                scores: scores[query].prefix(candidateCounts[query]).map(Double.init),
                logLikelihoods: logLikelihoods[query].prefix(candidateCounts[query]).map { masks in
                    masks.prefix(maskCounts[query]).reduce(0) { $0 + Double($1) }
                })
        }

        /// The loss of the paper's equation 1, or of the released code, term by term.
        func plain(_ marginalization: MarginalLikelihood.Marginalization) -> Double {
            var total = 0.0
            for query in scores.indices {
                switch marginalization {
                case .sentence:
                    total -= utility(query).logMarginal / Double(scores.count)
                case .token:
                    for mask in 0..<maskCounts[query] {
                        let candidates = 0..<candidateCounts[query]
                        let priors = PlainLayers.softmax(candidates.map { Double(scores[query][$0]) })
                        let sum = candidates.reduce(0.0) {
                            $0 + priors[$1] * exp(Double(logLikelihoods[query][$1][mask]))
                        }
                        total -= log(sum) / Double(maskCounts.reduce(0, +))
                    }
                }
            }
            return total
        }
    }

    @Test(arguments: MarginalLikelihood.Marginalization.allCases)
    func lossesAreThoseOfTheEquations(marginalization: MarginalLikelihood.Marginalization) throws {
        var generator = SeededGenerator(seed: 51)
        for _ in 0..<100 {
            let some = Case.random(using: &generator)
            let fast = try some.loss(some.scoreTensor(), some.likelihoodTensor(), marginalization).scalar()
            let slow = some.plain(marginalization)
            // Little may be left of logarithms that are some units large.
            #expect(agree([fast], [slow], of: 1 + slow))
        }
    }

    @Test(arguments: MarginalLikelihood.Marginalization.allCases)
    func gradientsAreCentralDifferences(marginalization: MarginalLikelihood.Marginalization) throws {
        var generator = SeededGenerator(seed: 52)
        let some = Case(candidateCounts: [3, 3], maskCounts: [1, 4], using: &generator)
        let found = try GradientCheck(tolerance: 2e-3).differences(
            of: [some.scoreTensor(), some.likelihoodTensor()]
        ) { try some.loss($0[0], $0[1], marginalization) }
        #expect(found.isEmpty, "\(found)")
    }

    @Test func theGradientOfAScoreIsMinusThePapersR() throws {
        var generator = SeededGenerator(seed: 53)
        for _ in 0..<100 {
            let some = Case.random(using: &generator)
            let scores = try some.scoreTensor().requiringGradient()
            try some.loss(scores, some.likelihoodTensor(), .sentence).backward()
            let gradient = try #require(try scores.gradient()).floats()
            let most = some.scores[0].count
            for (query, count) in some.candidateCounts.enumerated() {
                let r = some.utility(query).gradients
                let place = query * most
                let expected = r.map { -$0 / Double(some.scores.count) }
                // A difference of two probabilities.
                #expect(agree(Array(gradient[place..<(place + count)]), expected, of: 1))
                #expect(gradient[(place + count)..<(place + most)].allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func oneMaskMakesBothMarginalisationsOne() throws {
        var generator = SeededGenerator(seed: 54)
        for _ in 0..<20 {
            let some = Case(candidateCounts: [4, 1, 3], maskCounts: [1, 1, 1], using: &generator)
            var results: [(loss: Float, gradient: [Float])] = []
            for marginalization in MarginalLikelihood.Marginalization.allCases {
                let scores = try some.scoreTensor().requiringGradient()
                let loss = try some.loss(scores, some.likelihoodTensor(), marginalization)
                try loss.backward()
                results.append((try loss.scalar(), try #require(try scores.gradient()).floats()))
            }
            #expect(agree([results[0].loss], [Double(results[1].loss)], of: 1 + Double(results[1].loss)))
            #expect(agree(results[0].gradient, results[1].gradient.map(Double.init), of: 1))
        }
    }

    @Test(arguments: MarginalLikelihood.Marginalization.allCases)
    func aConstantAddedToAllScoresChangesNothing(marginalization: MarginalLikelihood.Marginalization) throws {
        var generator = SeededGenerator(seed: 55)
        let some = Case.random(using: &generator)
        let before = try some.loss(some.scoreTensor(), some.likelihoodTensor(), marginalization).scalar()
        let after = try some.loss(some.scoreTensor() + 40, some.likelihoodTensor(), marginalization).scalar()
        #expect(agree([after], [Double(before)], of: 1 + Double(before)))
    }

    @Test(arguments: MarginalLikelihood.Marginalization.allCases)
    func documentsThatPredictAlikeGetNoGradient(marginalization: MarginalLikelihood.Marginalization) throws {
        var generator = SeededGenerator(seed: 56)
        let some = Case(candidateCounts: [4, 2], maskCounts: [2, 3], using: &generator)
        let scores = try some.scoreTensor().requiringGradient()
        let alike =
            try Tensor(Tiny.numbers(6, in: -5...0, using: &generator), shape: [2, 1, 3]) + Tensor.zeros([2, 4, 3])
        try some.loss(scores, alike, marginalization).backward()
        #expect(try #require(try scores.gradient()).floats().allSatisfy { abs($0) < 1e-6 })
    }

    @Test(arguments: MarginalLikelihood.Marginalization.allCases)
    func aDocumentThatComesToPredictBetterRisesAndTheOthersFall(
        marginalization: MarginalLikelihood.Marginalization
    ) throws {
        let some = { () -> Case in
            var generator = SeededGenerator(seed: 57)
            var some = Case(candidateCounts: [4], maskCounts: [1], using: &generator)
            some.logLikelihoods = [[[-3], [-3], [-3 + log(2)], [-3]]]
            return some
        }()
        let scores = try some.scoreTensor().requiringGradient()
        try some.loss(scores, some.likelihoodTensor(), marginalization).backward()
        let step = try #require(try scores.gradient()).floats().map { -$0 }
        #expect(step[2] > 0 && step[0] < 0 && step[1] < 0 && step[3] < 0)
    }

    @Test(arguments: MarginalLikelihood.Marginalization.allCases)
    func fewCandidatesGiveFiniteLossesAndGradients(marginalization: MarginalLikelihood.Marginalization) throws {
        var generator = SeededGenerator(seed: 58)
        // Null documents only; a corpus of one document; some queries with fewer candidates than others.
        for counts in [[1], [1, 1], [2], [2, 1], [8, 1, 2]] {
            let some = Case(
                candidateCounts: counts, maskCounts: counts.map { _ in Int.random(in: 1...3, using: &generator) },
                using: &generator)
            let width = 3
            let most = counts.max() ?? 0
            let queries = try Tensor(
                Tiny.numbers(counts.count * width, in: -1...1, using: &generator), shape: [counts.count, width]
            ).requiringGradient()
            let documents = try Tensor(Tiny.numbers(most * width, in: -1...1, using: &generator), shape: [most, width])
                .requiringGradient()
            let likelihoods = try some.likelihoodTensor().requiringGradient()
            let loss = try MarginalLikelihood(
                logPriors: RelevanceScores(
                    queries: queries, documents: documents, candidates: counts.map { Array(0..<$0) }
                ).logProbabilities(),
                logLikelihoods: likelihoods, maskCounts: some.maskCounts, marginalization: marginalization
            ).loss
            try loss.backward()
            #expect(try loss.scalar().isFinite)
            for parameter in [queries, documents, likelihoods] { #expect(try parameter.hasFiniteGradient()) }
            if most == 1 { #expect(try #require(try queries.gradient()).floats().allSatisfy { $0 == 0 }) }
        }
    }

    @Test(arguments: MarginalLikelihood.Marginalization.allCases)
    func hopelessPredictionsGiveFiniteLossesAndGradients(marginalization: MarginalLikelihood.Marginalization) throws {
        let scores = try Tensor([90, -90, 0], shape: [1, 3]).requiringGradient()
        let likelihoods = try Tensor([-120, -1, -150, -2, -0.5, -110], shape: [1, 3, 2]).requiringGradient()
        let loss = try MarginalLikelihood(
            logPriors: RelevanceScores(scores: scores).logProbabilities(), logLikelihoods: likelihoods, maskCounts: [2],
            marginalization: marginalization
        ).loss
        try loss.backward()
        #expect(try loss.scalar().isFinite)
        #expect(try scores.hasFiniteGradient() && likelihoods.hasFiniteGradient())
    }

    @Test(arguments: MarginalLikelihood.Marginalization.allCases)
    func nothingMaskedIsNoLoss(marginalization: MarginalLikelihood.Marginalization) throws {
        let none = try MarginalLikelihood(
            logPriors: .zeros([0, 2]), logLikelihoods: .zeros([0, 2, 3]), maskCounts: [],
            marginalization: marginalization)
        #expect(try none.loss.scalar() == 0)
    }

    @Test func shapesThatDoNotFitAreRefused() throws {
        #expect(throws: TensorError.self) {
            try MarginalLikelihood(
                logPriors: .zeros([2, 2]), logLikelihoods: .zeros([2, 2, 3]), maskCounts: [1], marginalization: .token)
        }
        #expect(throws: TensorError.self) {
            try MarginalLikelihood(
                logPriors: .zeros([1, 2]), logLikelihoods: .zeros([1, 2, 3]), maskCounts: [4],
                marginalization: .sentence)
        }
        #expect(throws: TensorError.self) {
            try MarginalLikelihood(
                logPriors: .zeros([1, 2]), logLikelihoods: .zeros([1, 2]), maskCounts: [1], marginalization: .token)
        }
    }
}
