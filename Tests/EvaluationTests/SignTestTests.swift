import Evaluation
import Testing

@Suite struct SignTestTests {
    private func pValue(better: Int, worse: Int, equal: Int = 0) -> Double {
        let values = Array(repeating: 1.0, count: better) + Array(repeating: -1, count: worse)
        let zeros = Array(repeating: 0.0, count: better + worse + equal)
        return SignTest(before: zeros, after: values + Array(repeating: 0, count: equal)).pValue
    }

    @Test func theChanceIsThatOfCoinsThatCanBeCounted() {
        #expect(abs(pValue(better: 6, worse: 0) - 2.0 / 64) < 1e-12)
        #expect(abs(pValue(better: 1, worse: 4) - 2 * (1 + 5) / 32.0) < 1e-12)
        #expect(abs(pValue(better: 9, worse: 3) - 2 * (1 + 12 + 66 + 220) / 4096.0) < 1e-12)
        #expect(pValue(better: 5, worse: 5) == 1)
        #expect(pValue(better: 0, worse: 0, equal: 4) == 1)
        #expect(pValue(better: 0, worse: 1) == 1)
    }

    @Test func questionsThatDoNotDifferDoNotCount() {
        #expect(pValue(better: 9, worse: 3) == pValue(better: 9, worse: 3, equal: 5_000))
        let test = SignTest(before: [0, 1, 0.5, 0.5], after: [1, 0, 0.75, 0.5])
        #expect(test.better == 2 && test.worse == 1 && test.equal == 1)
    }

    @Test func theChanceIsTheBinomialsByASumInOrder() {
        // C(n, i) as Pascal's triangle has it.
        for count in 1...40 {
            var row = [1.0]
            for _ in 0..<count { row = zip([0] + row, row + [0]).map(+) }
            let total = row.reduce(0, +)
            for worse in 0...(count / 2) {
                let expected = min(1, 2 * row.prefix(worse + 1).reduce(0, +) / total)
                #expect(abs(pValue(better: count - worse, worse: worse) - expected) < 1e-9)
            }
        }
    }

    @Test func manyQuestionsLeaveTheChanceANumber() {
        // Two standard deviations of n/2 coins: about 0.0455 each side together.
        let chance = pValue(better: 5_100, worse: 4_900)
        #expect(abs(chance - 0.0466) < 0.002)
        #expect(pValue(better: 20_000, worse: 1_000) < 1e-100)
    }
}
