import Masking
import Randomness
import Testing

@Suite struct TrivialMatchTests {
    /// The obvious way: compare every run of the one with every run of the other.
    private func shares(_ source: [UInt16], _ other: [UInt16], _ run: Int) -> Bool {
        guard source.count >= run, other.count >= run else { return false }
        let runs = Set((0...source.count - run).map { Array(source[$0..<$0 + run]) })
        return (0...other.count - run).contains { runs.contains(Array(other[$0..<$0 + run])) }
    }

    private func holds(_ tokens: [UInt16], _ span: [UInt16]) -> Bool {
        guard !span.isEmpty, tokens.count >= span.count else { return false }
        return (0...tokens.count - span.count).contains { Array(tokens[$0..<$0 + span.count]) == span }
    }

    @Test func aCopiedRunOrTheWholeSentenceIsTrivial() {
        let source = (100..<160).map { UInt16($0) }
        let match = TrivialMatch(source: source, sentence: 10..<15)
        let filler = [UInt16](repeating: 7, count: 30)
        #expect(match.isTrivial(tokens: source))
        #expect(match.isTrivial(tokens: filler + source[30..<42] + filler))
        #expect(!match.isTrivial(tokens: filler + source[30..<41] + filler))
        #expect(match.isTrivial(tokens: filler + source[10..<15] + filler))
        #expect(!match.isTrivial(tokens: filler + source[10..<14] + filler))
        #expect(!match.isTrivial(tokens: []))
    }

    @Test func theFastWayEqualsTheObviousOne() {
        var draws = SeededGenerator(seed: 8)
        var trivial = 0
        for _ in 0..<3_000 {
            // Few different pieces, so that runs repeat.
            func block() -> [UInt16] {
                (0..<Int.random(in: 0...30, using: &draws)).map { _ in UInt16.random(in: 0...2, using: &draws) }
            }
            let (source, other) = (block(), block())
            let start = Int.random(in: 0...source.count, using: &draws)
            let sentence = start..<Int.random(in: start...source.count, using: &draws)
            let run = Int.random(in: 1...8, using: &draws)
            let expected = shares(source, other, run) || holds(other, Array(source[sentence]))
            #expect(TrivialMatch(source: source, sentence: sentence, run: run).isTrivial(tokens: other) == expected)
            #expect(BlockTokens(other).holds(source[sentence]) == holds(other, Array(source[sentence])))
            trivial += expected ? 1 : 0
        }
        #expect((500...2_500).contains(trivial))
    }
}
