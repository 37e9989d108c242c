import Foundation
import Randomness
import Tensors
import Testing

@Suite struct KeptMemoryTests {
    /// Tensors of sizes around the one from which memory is kept, each full of its own number, freed in any order.
    @Test func tensorsThatReuseMemoryDoNotDisturbEachOther() throws {
        try Engine.keepFreedMemory()
        var random = SeededGenerator(seed: 7)
        var alive: [(tensor: Tensor, value: Float, count: Int)] = []
        for turn in 0..<400 {
            let count = [0, 1, 63, 65_000, 66_000, 200_000, 1_000_000].randomElement(using: &random) ?? 0
            let value = Float(turn)
            alive.append((try Tensor(Array(repeating: value, count: count), shape: [count]), value, count))
            if alive.count > 12 { alive.remove(at: Int.random(in: 0..<alive.count, using: &random)) }
            if turn.isMultiple(of: 100) { Engine.releaseFreedMemory() }
            let checked = alive[Int.random(in: 0..<alive.count, using: &random)]
            let floats = try checked.tensor.floats()
            #expect(floats.count == checked.count)
            #expect(floats.allSatisfy { $0 == checked.value })
        }
    }

    /// What the C library's heap grows to many times of: rows of ever other numbers, with small ones that stay.
    @Test func batchesOfEverOtherSizesHoldLittleMoreThanTheLargest() throws {
        try Engine.keepFreedMemory()
        Engine.releaseFreedMemory()
        var random = SeededGenerator(seed: 8)
        var staying: [Tensor] = []
        func batch() throws {
            let rows = Int.random(in: 4000...6000, using: &random)
            var tensors: [Tensor] = []
            for _ in 0..<20 { tensors.append(try Tensor(Array(repeating: 1, count: rows * 64), shape: [rows, 64])) }
            staying.append(try Tensor(Array(repeating: 1, count: 1000), shape: [1000]))
        }
        for _ in 0..<5 { try batch() }
        let before = resident()
        for _ in 0..<200 { try batch() }
        // A batch is 20 to 31 MB.
        #expect(resident() - before < 48 << 20)
    }

    /// Resident bytes of this process; 0 where the system does not say.
    private func resident() -> Int {
        let words = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return words.count > 1 ? (Int(words[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
