import Evaluation
import Randomness
import Testing

@Suite struct StatisticsTests {
    private func coins(_ count: Int, share: Double, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Double.random(in: 0..<1, using: &random) < share ? 1 : 0 }
    }

    @Test func aMeanComesWithItsStandardError() {
        let mean = SampleMean([1, 0, 0, 1, 1])
        #expect(mean.mean == 0.6)
        #expect(abs(mean.standardError - (0.3 / 5).squareRoot()) < 1e-12)
        #expect(mean.count == 5)
        #expect(SampleMean([]).mean == 0 && SampleMean([]).standardError == 0)
        #expect(SampleMean([3]).standardError == 0)
    }

    @Test func theBootstrapIntervalIsAboutTwoStandardErrorsWideOnEachSide() {
        let mean = SampleMean(coins(2_000, share: 0.3, seed: 4))
        #expect(abs((mean.interval95.upper - mean.mean) / mean.standardError - 1.96) < 0.15)
        #expect(abs((mean.mean - mean.interval95.lower) / mean.standardError - 1.96) < 0.15)
        #expect(mean == SampleMean(coins(2_000, share: 0.3, seed: 4)))
    }

    @Test func theBootstrapIntervalCoversTheTruthInAboutNineteenOfTwenty() {
        let covered = (0..<200).count { experiment in
            let interval = Interval95(
                bootstrapping: coins(100, share: 0.4, seed: UInt64(100 + experiment)), resamples: 400)
            return interval.lower <= 0.4 && 0.4 <= interval.upper
        }
        #expect((180...199).contains(covered))
    }

    @Test func pairedDifferencesAreTakenQuestionByQuestion() {
        let difference = PairedDifference(before: [0, 0, 1, 0], after: [1, 0, 1, 1])
        #expect(difference.mean == 0.5)
        #expect(abs(difference.standardError - (1.0 / 12).squareRoot()) < 1e-12)
        #expect(difference.count == 4)
        #expect(!difference.risesByTwoStandardErrors)
    }

    @Test func theSameValuesDifferByNothing() {
        let values = coins(50, share: 0.5, seed: 1)
        let difference = PairedDifference(before: values, after: values)
        #expect(difference.mean == 0 && difference.interval95 == Interval95(lower: 0, upper: 0))
        #expect(difference.pValue == 1 && !difference.risesByTwoStandardErrors)
        #expect(PairedDifference(before: [], after: []).pValue == 1)
    }

    @Test func randomisationGivesTheExactChanceWhereItCanBeCounted() {
        // Six questions, all better by one: of the 64 exchanges, two are as extreme.
        let difference = PairedDifference(before: [0, 0, 0, 0, 0, 0], after: [1, 1, 1, 1, 1, 1], resamples: 20_000)
        #expect(abs(difference.pValue - 2.0 / 64) < 0.005)
    }

    @Test func aClearRiseIsSignificantAndNoiseIsNot() {
        let before = coins(1_000, share: 0.2, seed: 1)
        let clear = PairedDifference(before: before, after: coins(1_000, share: 0.3, seed: 2))
        #expect(clear.pValue < 0.01 && clear.risesByTwoStandardErrors && clear.interval95.lower > 0)
        let noise = PairedDifference(before: before, after: coins(1_000, share: 0.2, seed: 3))
        #expect(noise.pValue > 0.05)
        let fall = PairedDifference(before: coins(1_000, share: 0.3, seed: 2), after: before)
        #expect(fall.mean == -clear.mean && !fall.risesByTwoStandardErrors)
    }
}
