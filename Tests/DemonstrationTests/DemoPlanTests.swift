import Demonstration
import Testing

@Suite struct DemoPlanTests {
    @Test func aPlanScaledToMinutesIsPredictedToTakeAboutSoLong() {
        for (minutes, step) in [(16.0, 0.3), (20, 0.3), (45, 0.3), (120, 0.3), (30, 0.15), (60, 0.6), (120, 0.6)] {
            let plan = DemoPlan.full.scaled(toMinutes: minutes, step: step)
            let predicted = plan.predictedSeconds(step: step) / 60
            #expect(abs(predicted - minutes) < 0.1 * minutes, "\(minutes) minutes asked, \(predicted) predicted")
        }
    }

    /// Corpus, indexes and evaluation take their time however little is trained.
    @Test func aPlanOfTooFewMinutesKeepsATwentiethOfTheTraining() {
        let plan = DemoPlan.full.scaled(toMinutes: 5, step: 0.3)
        #expect(plan.pretrain == 30 && plan.finetune == 30 && plan.inverseCloze == 60)
    }

    @Test func aSlowerMachineIsPredictedToTakeLonger() {
        let plan = DemoPlan.full
        #expect(plan.predictedSeconds(step: 0.6) > 1.9 * plan.predictedSeconds(step: 0.3))
    }

    @Test func everyPlanRefreshesTheIndexAtLeastThreeTimes() {
        let plans = [DemoPlan.full, .quick] + [1.0, 10, 500].map { DemoPlan.full.scaled(toMinutes: $0, step: 0.3) }
        for plan in plans { #expect((plan.pretrain - 1) / plan.refreshEvery >= 3, "\(plan)") }
    }
}
