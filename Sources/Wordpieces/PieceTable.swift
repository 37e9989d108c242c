/// The pieces of a vocabulary by their UTF-8 bytes: an open hash table that looks up a part of a word without
/// making a string of it.
///
/// The hash (FNV-1a) grows byte by byte, so the hashes of all prefixes of a word cost one pass over it.
struct PieceTable: Sendable {
    /// A word's first piece, or a later one, which the vocabulary writes with `##` in front.
    enum Position: Int32 { case first, continuing }

    /// The bytes of all pieces, one after another as written in the vocabulary.
    private let bytes: [UInt8]
    /// Piece i is `bytes[bounds[i]..<bounds[i + 1]]`.
    private let bounds: [Int]
    /// Id times 2 plus position, -1 where free; half of the slots at least are free, so probing ends.
    private let slots: [Int32]

    /// Where a piece stands twice, the first is kept.
    init(_ pieces: [String]) {
        var bytes: [UInt8] = []
        var bounds = [0]
        for piece in pieces {
            bytes.append(contentsOf: piece.utf8)
            bounds.append(bytes.count)
        }
        var slotCount = 16
        while slotCount < 4 * pieces.count { slotCount *= 2 }
        var slots = [Int32](repeating: -1, count: slotCount)
        for id in pieces.indices {
            let piece = bytes[bounds[id]..<bounds[id + 1]]
            // Every piece is found under the whole of its name; one that continues words also under its rest.
            Self.enter(piece, entry: Int32(2 * id), position: .first, &slots, bytes, bounds)
            if piece.count > 2, piece.starts(with: [UInt8(ascii: "#"), UInt8(ascii: "#")]) {
                Self.enter(piece.dropFirst(2), entry: Int32(2 * id + 1), position: .continuing, &slots, bytes, bounds)
            }
        }
        self.bytes = bytes
        self.bounds = bounds
        self.slots = slots
    }

    static func seed(_ position: Position) -> UInt64 {
        position == .first ? 0xCBF2_9CE4_8422_2325 : 0x9AE1_6A3B_2F90_404F
    }

    static func extended(_ hash: UInt64, by byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// The piece with the bytes `word[range]`, whose hash from the position's seed is `hash`.
    func id(of word: [UInt8], _ range: Range<Int>, hash: UInt64, position: Position) -> Int32? {
        var slot = Self.slot(hash, slots.count)
        while slots[slot] >= 0 {
            let entry = slots[slot]
            if entry & 1 == position.rawValue, holds(entry, word, range) { return entry >> 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The id of a piece written as in the vocabulary.
    func id(of piece: String) -> Int32? {
        let word = Array(piece.utf8)
        let hash = word.reduce(Self.seed(.first)) { Self.extended($0, by: $1) }
        return id(of: word, word.indices, hash: hash, position: .first)
    }

    private func holds(_ entry: Int32, _ word: [UInt8], _ range: Range<Int>) -> Bool {
        let piece = Self.span(entry, bounds)
        guard piece.count == range.count else { return false }
        for offset in 0..<range.count where bytes[piece.lowerBound + offset] != word[range.lowerBound + offset] {
            return false
        }
        return true
    }

    /// The bytes that an entry is found under: all of a piece's, or what follows its `##`.
    private static func span(_ entry: Int32, _ bounds: [Int]) -> Range<Int> {
        let id = Int(entry >> 1)
        return bounds[id] + 2 * Int(entry & 1)..<bounds[id + 1]
    }

    /// The upper bits of FNV-1a are the better mixed ones, so they are folded onto the lower.
    private static func slot(_ hash: UInt64, _ count: Int) -> Int {
        Int(truncatingIfNeeded: hash ^ (hash >> 29)) & (count - 1)
    }

    private static func enter(
        _ piece: ArraySlice<UInt8>, entry: Int32, position: Position,
        _ slots: inout [Int32], _ bytes: [UInt8], _ bounds: [Int]
    ) {
        let hash = piece.reduce(seed(position)) { extended($0, by: $1) }
        var slot = slot(hash, slots.count)
        while slots[slot] >= 0 {
            if slots[slot] & 1 == entry & 1, bytes[span(slots[slot], bounds)] == piece { return }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = entry
    }
}
