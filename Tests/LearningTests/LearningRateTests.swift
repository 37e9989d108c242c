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
}
