import Demonstration
import Testing

@Suite struct DemoPlanTests {
    @Test func aPlanScaledToMinutesIsPredictedToTakeAboutSoLong() {
        for minutes in [20.0, 45, 60, 120] {
            let plan = DemoPlan.full.scaled(toMinutes: minutes, step: 0.3)
            let predicted = plan.predictedSeconds(step: 0.3) / 60
            // Corpus, indexes and evaluation take their time however little is trained.
            #expect(abs(predicted - minutes) < 0.5 * minutes, "\(minutes) minutes asked, \(predicted) predicted")
        }
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
