/// Normal forms by scalar: those of the scripts of most texts are worked out once, others when they are met.
struct NormalForms: Sendable {
    /// Up to the end of kana and the symbols after it; ideographs and Hangul would make the table 20 times as long.
    private static let tabulated: UInt32 = 0x3400
    private static let lowercasing = table(lowercases: true)
    private static let caseKeeping = table(lowercases: false)

    private let lowercases: Bool
    private let table: [NormalForm]

    init(lowercases: Bool) {
        self.lowercases = lowercases
        table = lowercases ? Self.lowercasing : Self.caseKeeping
    }

    subscript(scalar: Unicode.Scalar) -> NormalForm {
        scalar.value < Self.tabulated ? table[Int(scalar.value)] : NormalForm(scalar, lowercases: lowercases)
    }

    private static func table(lowercases: Bool) -> [NormalForm] {
        (0..<tabulated).map { NormalForm(Unicode.Scalar($0) ?? "\u{FFFD}", lowercases: lowercases) }
    }
}
