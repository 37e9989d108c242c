import Bert
import Realm

/// Passages and sentences of made-up word pieces with the lengths of real ones.
struct MadeUpText {
    /// Word pieces in the texts of blocks of at most 288: every 64th part of the distribution over 519 blocks of
    /// encyclopedia paragraphs.
    static let blockLengths = [
        29, 34, 39, 43, 49, 52, 54, 57, 59, 63, 66, 68, 72, 74, 75, 77, 78, 80, 82, 84, 85, 88, 90, 93, 95, 98, 99, 101,
        103, 104, 105, 107, 110, 111, 114, 116, 117, 119, 123, 127, 129, 131, 135, 137, 140, 143, 148, 151, 154, 157,
        164, 169, 175, 180, 185, 194, 200, 212, 227, 237, 247, 257, 263, 274,
    ]
    /// Word pieces of sentences, and how many of each are masked.
    static let sentences = [(14, 1), (19, 2), (23, 1), (26, 3), (29, 2), (33, 1), (38, 4), (47, 2)]
    static let titleLength = 4

    let layout = InputLayout(classification: 101, separator: 102)
    private var made = 0

    /// Word pieces from the middle of BERT's vocabulary, others each time.
    mutating func pieces(_ count: Int) -> [Int32] {
        defer { made += count }
        return (made..<made + count).map { Int32(1000 + $0 * 7919 % 20_000) }
    }

    /// The text of passage `number`; the lengths come in no order and repeat after 64.
    mutating func body(_ number: Int) -> [Int32] {
        pieces(Self.blockLengths[number * 27 % Self.blockLengths.count])
    }

    /// Passages with titles, as the embedder reads them.
    mutating func documents(_ count: Int) -> [TokenSequence] {
        (0..<count).map { number in
            layout.document(title: pieces(Self.titleLength), body: body(number), limit: 288)
        }
    }
}
