import Testing
import VectorSearch

@Suite struct ReciprocalRankFusionTests {
    private func ranking(_ ids: [Int]) -> [Hit] { ids.map { Hit(id: $0, score: 0) } }

    @Test func whatBothRankingsHoldComesBeforeWhatOneHolds() {
        let fused = ReciprocalRankFusion.fuse([ranking([7, 3, 9]), ranking([5, 3])])
        #expect(fused.map(\.id) == [3, 5, 7, 9])
        #expect(fused[0].score == Float(1.0 / 62 + 1.0 / 62))
        #expect(fused[1].score == Float(1.0 / 61))
    }

    @Test func anIdCountsOnceInARanking() {
        #expect(ReciprocalRankFusion.fuse([ranking([4, 4])]) == [Hit(id: 4, score: Float(1.0 / 61))])
    }

    @Test func theConstantWeighsTheFirstPlaces() {
        let rankings = [ranking([1, 2]), ranking([3, 4, 5, 6, 2])]
        #expect(ReciprocalRankFusion.fuse(rankings, constant: 60).first?.id == 2)
        #expect(ReciprocalRankFusion.fuse(rankings, constant: 0).first?.id == 1)
    }

    @Test func nothingFusesToNothing() {
        #expect(ReciprocalRankFusion.fuse([]).isEmpty)
        #expect(ReciprocalRankFusion.fuse([[], []]).isEmpty)
    }
}
