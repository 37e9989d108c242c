/// The ids that a file has used so far, to find those that it uses twice.
///
/// Numbers below 2^28, as the ids of large corpora are, take a bit each, at most 32 MiB in all. Of other ids a 64-bit
/// hash is kept, about 20 bytes each, which mistakes a new id for an old one about once in 10^5 files of twenty
/// million.
struct SeenIds {
    private var numbers: [UInt64] = []
    private var hashes: Set<UInt64> = []
    private static let numberLimit = 1 << 28

    /// Remembers `id`; false when it was there before.
    mutating func insert(_ id: String) -> Bool {
        guard let number = Int(id), number >= 0, number < Self.numberLimit, String(number) == id else {
            return hashes.insert(Self.hash(id)).inserted
        }
        let word = number / 64
        let bit = UInt64(1) << UInt64(number % 64)
        if word >= numbers.count {
            numbers += repeatElement(0, count: min(2 * word + 1, Self.numberLimit / 64) - numbers.count)
        }
        defer { numbers[word] |= bit }
        return numbers[word] & bit == 0
    }

    /// FNV-1a, finished with the mixer of SplitMix64.
    private static func hash(_ id: String) -> UInt64 {
        var bits: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { bits = (bits ^ UInt64(byte)) &* 0x100_0000_01B3 }
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
