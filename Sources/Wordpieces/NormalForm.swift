import Foundation

/// What BERT's normaliser makes of one Unicode scalar: clean, put spaces around ideographs, decompose, strip marks,
/// lower-case.
///
/// Equal to the Hugging Face tokenizer's, which goes by the Unicode tables of its libraries: version 8 for categories,
/// 9 for decompositions and combining classes, 16 for lower case. Swift's tables are newer (on Apple's systems
/// they come with the system), so a scalar that is younger than the table the reference looks into has no property
/// here either: token ids must depend neither on the compiler nor on the system. The few scalars whose category
/// Unicode changed since are listed by name.
struct NormalForm: Sendable {
    enum Role: UInt8, Sendable { case dropped, space, ideograph, ordinary }

    /// One scalar of the outcome.
    struct Part: Sendable {
        let scalar: Unicode.Scalar
        /// The canonical combining class before lower-casing; other than 0 for marks that are to be sorted.
        let combiningClass: UInt8
        /// A non-spacing mark, which is taken away once its neighbours are sorted.
        let isStripped: Bool
        let isPunctuation: Bool
    }

    let role: Role
    let parts: [Part]
    /// Whether nothing but marks to be stripped comes of the scalar, as of a combining acute accent.
    let isStrippedMark: Bool

    init(_ scalar: Unicode.Scalar, lowercases: Bool) {
        if Self.isDropped(scalar) {
            role = .dropped
        } else if scalar.properties.isWhitespace {
            role = .space
        } else {
            role = Self.isIdeograph(scalar) ? .ideograph : .ordinary
        }
        guard role == .ideograph || role == .ordinary else {
            parts = []
            isStrippedMark = false
            return
        }
        guard lowercases else {
            parts = [
                Part(
                    scalar: scalar, combiningClass: 0, isStripped: false, isPunctuation: Self.isPunctuation(scalar))
            ]
            isStrippedMark = false
            return
        }
        parts = Self.decomposed(scalar).flatMap { letter in
            let combiningClass = letter.isKnown(9, 0) ? letter.properties.canonicalCombiningClass.rawValue : 0
            let isStripped = Self.isNonSpacingMark(letter)
            return Self.lowercased(letter).map {
                Part(
                    scalar: $0, combiningClass: combiningClass, isStripped: isStripped,
                    isPunctuation: Self.isPunctuation($0))
            }
        }
        isStrippedMark = parts.allSatisfy(\.isStripped)
    }

    /// Control and format characters, private use, NUL and the replacement character vanish; they part no words.
    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\n", "\r": return false
        case "\0", "\u{FFFD}": return true
        default: break
        }
        guard scalar.isKnown(8, 0) else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse: return true
        default: return false
        }
    }

    /// The blocks that BERT calls Chinese, where each ideograph is a word; Hangul and kana are not among them.
    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
            0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            return true
        default: return false
        }
    }

    /// All of ASCII that is no letter, digit, space or control, and Unicode's P categories.
    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "!"..."/", ":"..."@", "["..."`", "{"..."~": return true
        case "\u{166D}", "\u{111C9}": return true  // Canadian syllabics chi sign, Sharada sandhi mark: Po in Unicode 8
        default: break
        }
        guard scalar.value >= 0x80, scalar.isKnown(8, 0) else { return false }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    private static func isNonSpacingMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{1734}", "\u{1171E}": return true  // Hanunoo pamudpod, Ahom medial ra: Mn in Unicode 8, now Mc
        case "\u{1885}", "\u{1886}", "\u{A9BD}", "\u{111C9}": return false  // Mongolian baludas and others: now Mn
        default: return scalar.isKnown(8, 0) && scalar.properties.generalCategory == .nonspacingMark
        }
    }

    private static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        guard scalar.isKnown(9, 0) else { return [scalar] }
        return Array(String(Character(scalar)).decomposedStringWithCanonicalMapping.unicodeScalars)
    }

    private static func lowercased(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        guard scalar.isKnown(16, 0) else { return [scalar] }
        return Array(scalar.properties.lowercaseMapping.unicodeScalars)
    }
}

extension Unicode.Scalar {
    /// Whether the scalar was assigned in that version of Unicode.
    fileprivate func isKnown(_ major: Int, _ minor: Int) -> Bool {
        guard let age = properties.age else { return false }
        return (age.major, age.minor) <= (major, minor)
    }
}
