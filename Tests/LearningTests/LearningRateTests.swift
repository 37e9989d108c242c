import Learning
import Testing

@Suite struct LearningRateTests {
    @Test func theRateIsThatOfTheReleasedCode() {
        let schedule = LearningRate(peak: 3e-5, warmupSteps: 100, steps: 1000)
        #expect(schedule.rate(at: 0) == 0)
        #expect(schedule.rate(at: 1) == 3e-5 / 100)
        #expect(schedule.rate(at: 99) == 3e-5 * 99 / 100)
        // The fall is counted from step 0, so the peak itself is never reached.
        #expect(schedule.rate(at: 100) == 3e-5 * (1 - 0.1))
        #expect(abs(schedule.rate(at: 999) - 3e-5 * 0.001) < 1e-18)
        #expect(schedule.rate(at: 1000) == 0)
        #expect(schedule.rate(at: 5000) == 0)
    }

    @Test func aShareOfThePeakCanBeLeft() {
        let schedule = LearningRate(peak: 1, warmupSteps: 0, steps: 10, finalShare: 0.2)
        #expect(schedule.rate(at: 0) == 1)
        #expect(abs(schedule.rate(at: 5) - 0.6) < 1e-12)
        #expect(abs(schedule.rate(at: 10) - 0.2) < 1e-12)
    }

    @Test func noStepsAndAWarmUpLongerThanTheRunAreNoTrap() {
        #expect(LearningRate(peak: 1, warmupSteps: 0, steps: 0).rate(at: 0) == 1)
        #expect(LearningRate(peak: 1, warmupSteps: 20, steps: 10).rate(at: 10) == 0.5)
    }

    @Test func theCourseIsTheOneThatIsNamed() {
        var settings = OptimizerSettings()
        settings.finalShare = 0.2
        func rate(_ step: Int, of steps: Int) -> Double {
            LearningRate(settings, peak: 1, warmupSteps: 10, steps: steps).rate(at: step)
        }
        #expect(rate(5, of: 100) == 0.5 && abs(rate(100, of: 100) - 0.2) < 1e-12)
        settings.schedule = .constant
        #expect(rate(5, of: 100) == 0.5 && rate(100, of: 100) == 1)
        // BERT's: a tenth of the steps, at least 100 and at most 10,000; then to nothing.
        settings.schedule = .released
        #expect(rate(150, of: 3000) == 0.5 && rate(3000, of: 3000) == 0)
        #expect(rate(50, of: 500) == 0.5 && abs(rate(250, of: 500) - 0.5) < 1e-12)
        #expect(rate(5000, of: 1_000_000) == 0.5)
    }
}
