import Foundation
import Learning
import Realm
import Testing

@Suite struct RetrieverWatchTests {
    private var settings: AlarmSettings {
        var settings = AlarmSettings()
        settings.window = 4
        return settings
    }

    /// Queries with these scores, the null document first.
    private func step(_ scores: [Double], queries: Int = 3) -> [RetrievalUtility] {
        (0..<queries).map { _ in
            RetrievalUtility(scores: scores, logLikelihoods: scores.map { _ in -1 })
        }
    }

    private func see(_ utilities: [RetrievalUtility], _ watch: inout RetrieverWatch) -> RetrieverWatch.Collapse? {
        watch.see(utilities)
    }

    private var healthy: [RetrievalUtility] { step([0, 1, 2, 3]) }

    @Test(arguments: [
        ([-50, 90, 0, 0], RetrieverWatch.Sign.entropyFloor), ([3, 3, 3, 3], .entropyCeiling),
        ([90, 0, 1, 2], .nullDocument),
    ])
    func aSignThatLastsIsACollapse(scores: [Double], sign: RetrieverWatch.Sign) throws {
        var watch = RetrieverWatch(settings)
        #expect(see(healthy, &watch) == nil && watch.sign == nil)
        for _ in 0..<3 {
            #expect(see(step(scores), &watch) == nil)
            #expect(watch.sign == sign)
        }
        let collapse = try #require(see(step(scores), &watch))
        #expect(collapse.sign == sign && collapse.steps == 4)
    }

    @Test func recallThatFellByHalfIsACollapse() throws {
        let watch = RetrieverWatch(settings)
        #expect(watch.see(recall: 0.31, start: 0.6, step: 9) == nil)
        let collapse = try #require(watch.see(recall: 0.3, start: 0.6, step: 9))
        #expect(collapse.sign == .recall && collapse.value == 0.5)
        // Nothing was found at the start either, or the watch is off.
        #expect(watch.see(recall: 0, start: 0, step: 9) == nil)
        var off = settings
        off.window = 0
        #expect(RetrieverWatch(off).see(recall: 0, start: 0.6, step: 9) == nil)
    }

    @Test func oneGoodStepBeginsTheCountAnew() {
        var watch = RetrieverWatch(settings)
        for round in 0..<5 {
            for _ in 0..<3 { #expect(see(step([90, 0, 0]), &watch) == nil, "round \(round)") }
            #expect(see(healthy, &watch) == nil && watch.sign == nil)
        }
        // Another sign is not the same one going on.
        for _ in 0..<3 { #expect(see(step([90, 0, 0]), &watch) == nil) }
        #expect(see(step([0, 0, 0]), &watch) == nil && watch.sign == .entropyCeiling)
    }

    @Test func aWindowOfNothingNeverEndsARun() {
        var settings = settings
        settings.window = 0
        var watch = RetrieverWatch(settings)
        for _ in 0..<50 { #expect(see(step([90, 0, 0]), &watch) == nil && watch.sign == nil) }
    }

    @Test func queriesWithoutPassagesSayNothing() {
        var watch = RetrieverWatch(settings)
        for _ in 0..<9 { #expect(see(step([0]), &watch) == nil && watch.sign == nil) }
        for _ in 0..<9 { #expect(see([], &watch) == nil && watch.sign == nil) }
    }

    @Test func theEntropysShareIsThatOfTheGreatestPossible() {
        #expect(abs(step([2, 2, 2])[0].entropyShare - 1) < 1e-12)
        #expect(step([700, 0, 0])[0].entropyShare < 1e-12)
        #expect(step([5])[0].entropyShare == 0)
        #expect(abs(step([0, 0, -.infinity])[0].entropyShare - log(2) / log(3)) < 1e-12)
    }
}
