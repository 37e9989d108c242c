import Randomness
import Testing

@Suite struct SeededGeneratorTests {
    private func draw(_ count: Int, seed: UInt64, stream: UInt64) -> [UInt64] {
        var generator = SeededGenerator(seed: seed, stream: stream)
        return (0..<count).map { _ in generator.next() }
    }

    @Test func theSameSeedAndStreamRepeat() {
        #expect(draw(100, seed: 7, stream: 3) == draw(100, seed: 7, stream: 3))
    }

    @Test func streamsOfOneSeedShareNoValue() {
        let drawn = (0..<50).flatMap { draw(20, seed: 7, stream: UInt64($0)) }
        #expect(Set(drawn).count == drawn.count)
    }

    @Test func eachBitIsSetAboutHalfOfTheTime() {
        let drawn = draw(4_000, seed: 1, stream: 0)
        for bit in 0..<64 {
            let share = Double(drawn.count { $0 >> UInt64(bit) & 1 == 1 }) / 4_000
            #expect(abs(share - 0.5) < 0.04, "bit \(bit)")
        }
    }
}
