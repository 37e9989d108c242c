/// The ids that a file has used so far, to find those that it uses twice.
///
/// Ids that count upwards, as those of large corpora do, take no memory; of the others a 64-bit hash is kept, which
/// mistakes a new id for an old one about once in 10^5 files of twenty million.
struct SeenIds {
    private var counted: Range<Int>?
    private var hashes: Set<UInt64> = []

    /// Remembers `id`; false when it was there before.
    mutating func insert(_ id: String) -> Bool {
        if let number = Int(id), number < .max, String(number) == id {
            guard let range = counted else {
                counted = number..<(number + 1)
                return true
            }
            if range.contains(number) { return false }
            if number == range.upperBound, !hashes.contains(Self.hash(id)) {
                counted = range.lowerBound..<(number + 1)
                return true
            }
        }
        return hashes.insert(Self.hash(id)).inserted
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
