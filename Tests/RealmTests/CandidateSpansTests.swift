import Bert
import Randomness
import Realm
import Testing

@Suite struct CandidateSpansTests {
    private func batch(_ lengths: [Int]) -> PackedSequences {
        PackedSequences(
            lengths.map { TokenSequence(ids: Array(repeating: 5, count: $0), types: Array(repeating: 0, count: $0)) })
    }

    @Test func spansAreRunsOfWholeWordsInsideTheBodies() {
        // The second sequence starts at 4; its body is "play ##ing chess" at its places 2 to 4.
        let spans = CandidateSpans(
            batch: batch([4, 6]), bodies: [2..<3, 2..<5], isWordStart: [[true], [true, false, true]], longest: 10)
        #expect(spans.starts == [2, 6, 6, 8])
        #expect(spans.ends == [2, 7, 8, 8])
        #expect(spans.passages == [0, 1, 4])
        #expect(spans.range(ofPassage: 0) == 0..<1 && spans.range(ofPassage: 1) == 1..<4)
    }

    @Test func noSpanIsWiderThanTheLongest() {
        let spans = CandidateSpans(
            batch: batch([6]), bodies: [1..<5], isWordStart: [Array(repeating: true, count: 4)], longest: 2)
        #expect(zip(spans.starts, spans.ends).map { $1 - $0 } == [0, 1, 0, 1, 0, 1, 0])
        let all = CandidateSpans(
            batch: batch([6]), bodies: [1..<5], isWordStart: [Array(repeating: true, count: 4)], longest: .max)
        #expect(all.count == 10)
    }

    @Test func anEmptyBodyHasNoSpans() {
        let spans = CandidateSpans(
            batch: batch([3, 3]), bodies: [2..<2, 1..<2], isWordStart: [[], [true]], longest: 10)
        #expect(spans.range(ofPassage: 0).isEmpty && spans.range(ofPassage: 1) == 0..<1)
        #expect(CandidateSpans(batch: batch([]), bodies: [], isWordStart: [], longest: 10).count == 0)
    }

    @Test func aWordThatTheCutDividesIsNoSpan() {
        // "play ##ing" was cut after "play": what follows says that the word goes on.
        let cut = CandidateSpans(batch: batch([5]), bodies: [2..<4], isWordStart: [[true, true, false]], longest: 10)
        #expect(cut.starts == [2] && cut.ends == [2])
        let whole = CandidateSpans(batch: batch([5]), bodies: [2..<4], isWordStart: [[true, true]], longest: 10)
        #expect(whole.starts == [2, 2, 3] && whole.ends == [2, 3, 3])
    }

    @Test func spansAreThoseOfTryingAllPairs() {
        var generator = SeededGenerator(seed: 101)
        for _ in 0..<2000 {
            let lengths = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                Int.random(in: 3...14, using: &generator)
            }
            let bodies = lengths.map { length in
                let start = Int.random(in: 0...length, using: &generator)
                return start..<Int.random(in: start...length, using: &generator)
            }
            let starts = bodies.map { body in
                (0..<(body.count + Int.random(in: 0...2, using: &generator))).map { _ in Bool.random(using: &generator)
                }
            }
            let longest = Int.random(in: 1...6, using: &generator)
            let packed = batch(lengths)
            var expected: [[Int]] = []
            for (passage, body) in bodies.enumerated() {
                for start in 0..<body.count {
                    for end in start..<body.count where end - start < longest {
                        let endsWord = end + 1 >= starts[passage].count || starts[passage][end + 1]
                        guard starts[passage][start], endsWord else { continue }
                        let first = Int(packed.starts[passage]) + body.lowerBound
                        expected.append([passage, first + start, first + end])
                    }
                }
            }
            let spans = CandidateSpans(batch: packed, bodies: bodies, isWordStart: starts, longest: longest)
            let found = (0..<lengths.count).flatMap { passage in
                spans.range(ofPassage: passage).map { [passage, Int(spans.starts[$0]), Int(spans.ends[$0])] }
            }
            #expect(found == expected)
        }
    }
}
