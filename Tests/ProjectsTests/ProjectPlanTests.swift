import Projects
import Testing

@Suite struct ProjectPlanTests {
    @Test func aFolderOfNoBlocksStillHasSteps() {
        let plan = ProjectPlan(blocks: 0)
        #expect(plan.reading > 0 && plan.pretrain > 0 && plan.refreshEvery > 0 && plan.cloze > 0)
    }

    @Test func trainingGrowsWithTheFolderUpToALimit() {
        let plans = [1, 10, 100, 1_000, 10_000, 1_000_000].map(ProjectPlan.init)
        for (smaller, larger) in zip(plans, plans.dropFirst()) {
            #expect(smaller.reading <= larger.reading && smaller.pretrain <= larger.pretrain)
            #expect(smaller.cloze <= larger.cloze)
        }
        #expect(plans[4].reading == plans[5].reading && plans[4].pretrain == plans[5].pretrain)
    }

    @Test func aLargeFolderIsEmbeddedOnlyBeforeAndAfterTheTraining() {
        #expect(ProjectPlan(blocks: 5_000).indexes == 4)
        #expect(ProjectPlan(blocks: 15_000).indexes == 3)
        #expect(ProjectPlan(blocks: 60_000).indexes == 2)
        #expect(ProjectPlan(blocks: 10_000_000).indexes == 2)
    }
}
