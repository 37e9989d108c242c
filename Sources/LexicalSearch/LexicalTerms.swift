import Foundation

/// The words of a text in the form in which questions, answers and passages are compared.
///
/// Compatibility decomposition (NFKD), combining marks and format characters dropped, case folded, then runs of letters
/// or digits.
public enum LexicalTerms {
    /// The terms of a text in its order: "Cléopâtre's 2 obelisks" gives cleopatre, s, 2, obelisks.
    public static func terms(of text: String) -> [String] {
        var terms: [String] = []
        var term: [UInt8] = []
        func end() {
            guard !term.isEmpty else { return }
            terms.append(String(decoding: term, as: UTF8.self))
            term.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x61...0x7A, 0x30...0x39: term.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x41...0x5A: term.append(UInt8(truncatingIfNeeded: scalar.value | 0x20))
            case 0..<0x80: end()
            default:
                let folded = scalar.value < tableEnd ? table[Int(scalar.value - 0x80)] : folded(scalar)
                for byte in folded {
                    if byte == separator { end() } else { term.append(byte) }
                }
            }
        }
        end()
        return terms
    }

    /// Stands in a folded form for whatever is neither letter nor digit.
    private static let separator: UInt8 = 0x20

    /// Folded forms are looked up for the alphabets of Europe, the Near East and India, and for general punctuation.
    private static let tableEnd: UInt32 = 0x2100
    private static let table = (0x80..<tableEnd).map { Unicode.Scalar($0).map(folded) ?? [separator] }

    /// What a scalar contributes, in UTF-8: nothing for a combining mark, nor for a format character such as a soft
    /// hyphen, which parts no word for BERT either.
    ///
    /// As marks are dropped, their order does not matter, so that scalars can be decomposed one by one.
    private static func folded(_ scalar: Unicode.Scalar) -> [UInt8] {
        String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars.flatMap { part in
            switch part.properties.generalCategory {
            case .nonspacingMark, .spacingMark, .enclosingMark, .format: return [UInt8]()
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber:
                return Array(caseFolded(part).utf8)
            default: return [separator]
            }
        }
    }

    /// Upper case between two lower cases is full case folding (ß and ẞ give ss, ς gives σ), except for the dotless i.
    private static func caseFolded(_ scalar: Unicode.Scalar) -> String {
        if scalar == "\u{131}" { return String(scalar) }
        let lower = scalar.properties.lowercaseMapping
        let upper = lower.unicodeScalars.map(\.properties.uppercaseMapping).joined()
        return upper.unicodeScalars.map(\.properties.lowercaseMapping).joined()
    }
}
