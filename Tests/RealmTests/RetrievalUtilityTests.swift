import Foundation
import Randomness
import Realm
import Testing

@Suite struct RetrievalUtilityTests {
    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 * (1 + abs(b)) }

    @Test func numbersOfAWorkedExample() {
        // Two documents and ∅, p(z|x) = 1/4, 1/2, 1/4; p(y|z,x) = 0.1, 0.4, 0.02; p(y|x) = 0.23.
        let utility = RetrievalUtility(
            scores: [0, log(2), 0], logLikelihoods: [log(0.1), log(0.4), log(0.02)])
        #expect(zip(utility.priors, [0.25, 0.5, 0.25]).allSatisfy { close($0, $1) })
        #expect(close(utility.logMarginal, log(0.23)))
        #expect(zip(utility.posteriors, [0.025 / 0.23, 0.2 / 0.23, 0.005 / 0.23]).allSatisfy { close($0, $1) })
        #expect(utility.utilities[0] == 0)
        #expect(close(utility.utilities[1], log(4)) && close(utility.utilities[2], log(0.2)))
        // Over the documents alone p(z|x) is 2/3 and 1/3.
        #expect(close(utility.marginalGain, log((0.4 * 2 / 3 + 0.02 / 3) / 0.1)))
        #expect(close(utility.entropy, 1.5 * log(2)))
    }

    @Test func gradientsSumToZeroAndFavourWhatPredictsBetterThanTheAverage() {
        var generator = SeededGenerator(seed: 61)
        for _ in 0..<1000 {
            let count = Int.random(in: 1...8, using: &generator)
            let utility = RetrievalUtility(
                scores: (0..<count).map { _ in Double.random(in: -20...20, using: &generator) },
                logLikelihoods: (0..<count).map { _ in Double.random(in: -30...0, using: &generator) })
            #expect(abs(utility.gradients.reduce(0, +)) < 1e-12)
            #expect(abs(utility.priors.reduce(0, +) - 1) < 1e-12)
            #expect(abs(utility.posteriors.reduce(0, +) - 1) < 1e-12)
            for (r, logLikelihood) in zip(utility.gradients, utility.logLikelihoods) where abs(r) > 1e-12 {
                #expect((r > 0) == (logLikelihood > utility.logMarginal))
            }
        }
    }

    @Test func theNullDocumentAloneAddsNothing() {
        let utility = RetrievalUtility(scores: [3], logLikelihoods: [-7])
        #expect(utility.priors == [1] && utility.posteriors == [1] && utility.gradients == [0])
        #expect(utility.logMarginal == -7 && utility.marginalGain == 0 && utility.entropy == 0)
    }

    @Test func aProbabilityThatUnderflowsStillCounts() {
        let utility = RetrievalUtility(scores: [0, -800], logLikelihoods: [-1000, 0])
        #expect(close(utility.logMarginal, -800))
        #expect(close(utility.posteriors[1], 1))
        #expect(close(utility.marginalGain, 1000))
    }

    @Test func aCandidateThatIsNotThereHasNoPart() {
        let utility = RetrievalUtility(scores: [1, 2, -.infinity], logLikelihoods: [-1, -2, -3])
        let without = RetrievalUtility(scores: [1, 2], logLikelihoods: [-1, -2])
        #expect(utility.logMarginal == without.logMarginal && utility.marginalGain == without.marginalGain)
        #expect(utility.gradients == without.gradients + [0])
        #expect(RetrievalUtility(scores: [1, -.infinity], logLikelihoods: [-1, -2]).marginalGain == 0)
    }
}
