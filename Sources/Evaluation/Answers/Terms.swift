import Foundation

/// The words of a text as answers are looked for: runs of letters or digits, folded so that writings fall together.
///
/// NFKD, combining marks dropped, case folded; "Beyoncé's" gives "beyonce" and "s". Articles are kept.
public enum Terms {
    /// The terms in order.
    public static func of(_ text: String) -> [String] {
        folded(text).split(separator: blank).map { String(decoding: $0, as: UTF8.self) }
    }

    private static let blank = UInt8(ascii: " ")

    /// The terms' UTF-8 with spaces between, runs of them where several separators stood.
    static func folded(_ text: String) -> [UInt8] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.map(foldedASCII) }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
            if scalar.isASCII {
                result.append(foldedASCII(UInt8(truncatingIfNeeded: scalar.value)))
            } else if scalar.properties.canonicalCombiningClass != .notReordered {
                continue
            } else if scalar.isLetterOrDigit {
                result.append(contentsOf: caseFolded(scalar).utf8)
            } else {
                result.append(blank)
            }
        }
        return result
    }

    private static func foldedASCII(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: blank
        }
    }

    /// Lower, upper, lower brings together what full case folding does (ß and ẞ with ss, ς with σ).
    ///
    /// The dotless i is the exception: its upper case is that of another letter.
    private static func caseFolded(_ scalar: Unicode.Scalar) -> String {
        scalar == "\u{131}"
            ? "\u{131}" : scalar.properties.lowercaseMapping.uppercased().lowercased()
    }
}
