/// A repeatable stream of random bits (SplitMix64: Steele, Lea and Flood 2014), the same on every machine.
///
/// Streams are named by what they are drawn for instead of carrying state from one use to the next: the batch of
/// step 70 draws from `SeededGenerator(seed: run, stream: 70)`, so that a run continued at step 70 draws what an
/// uninterrupted one would have drawn.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64, stream: UInt64 = 0) {
        state = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mixed(stream &+ 0xD1B5_4A32_D192_ED03)
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
