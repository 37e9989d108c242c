import Learning
import Testing

@Suite struct QuerySelectionTests {
    @Test func queriesWhoseCandidatesDisagreeComeFirst() {
        let holds = [[false, false], [true, false], [], [true, true], [false, true]]
        #expect(QuerySelection.select(holds, count: 1) == [1])
        #expect(QuerySelection.select(holds, count: 3) == [1, 4, 0])
        #expect(QuerySelection.select(holds, count: 9) == [1, 4, 0, 2, 3])
        #expect(QuerySelection.select([], count: 3) == [])
    }
}
