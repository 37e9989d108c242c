import Foundation
import Tensors
import Testing

@Suite struct MemoryTests {
    // In a process of its own, for tests that run beside this one take and give back memory too.
    @Test func aHundredThousandOperationsLeaveNothingBehind() async {
        await #expect(processExitsWith: .success) {
            try Engine.setThreads(1)
            try Self.work(1_000)
            let before = Self.residentMemory()
            // Some 25 operations a round, on the way there and on the way back. If a round left one tensor of 64 elements
            // with what it was computed from, more than 4 MiB would gather.
            try Self.work(4_000)
            let grown = Self.residentMemory() - before
            if grown > 2 { throw Growth(mebibytes: grown) }
        }
    }

    private struct Growth: Error {
        let mebibytes: Double
    }

    private static func work(_ rounds: Int) throws {
        let weight = try Tensor.full([8, 8], value: 0.1).requiringGradient()
        let starts: [Int32] = [0, 3, 8]
        for round in 0..<rounds {
            let x = try Tensor([Float](repeating: 1, count: 64), shape: [8, 8]).linear(weight).gelu().dropout(0.1)
            let packed = try Tensor.concatenated([x, x, x], axis: 1).packedAttention(heads: 2, starts: starts)
            let values = try packed.segmentMean(starts: starts).logSoftmax(axis: 1)
            try values.sum().backward()
            if round % 50 == 0 { _ = try? x.matmul(values) }
            weight.clearGradient()
        }
    }

    /// The memory that this process holds, in MiB; zero where the system does not tell.
    private static func residentMemory() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        return (text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) * 4_096 / 1_048_576
    }
}
