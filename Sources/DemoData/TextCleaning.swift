import Foundation

/// What is done to every text before it becomes a passage, so that the same bytes come out on every machine.
package enum TextCleaning {
    /// The text in NFC, without invisible characters, each run of white space one space, trimmed.
    package static func cleaned(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return cleanedASCII(text) }
        var result = String.UnicodeScalarView()
        var owesSpace = false
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars where !isInvisible(scalar) {
            if isSpace(scalar) {
                owesSpace = !result.isEmpty
            } else {
                if owesSpace { result.append(" ") }
                owesSpace = false
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The same for a text without accents and the like, where bytes are characters.
    private static func cleanedASCII(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte != space, !(0x09...0x0D).contains(byte), !(0x1C...0x1F).contains(byte) {
                result.append(byte)
            } else if let last = result.last, last != space {
                result.append(space)
            }
        }
        if result.last == space { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }

    /// Repairs what removing markup left in a Wikipedia text: emptied parentheses, and spaces inside or before marks.
    ///
    /// The text is `cleaned`, so that its only white space is single spaces and scanning bytes is enough.
    package static func withoutMarkupRemains(_ text: String) -> String {
        var bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: "(")) {
            bytes = withoutEmptiedParentheses(bytes)
            bytes = withoutMarkAfterOpening(bytes)
            bytes = withoutSpaceAfterOpening(bytes)
        }
        bytes = withoutSpaceBeforeMarks(bytes)
        return cleaned(String(decoding: bytes, as: UTF8.self))
    }

    /// Typewriter quotation marks, as in ``word'', become plain ones.
    package static func withPlainQuotes(_ text: String) -> String {
        text.replacing("``", with: "\"").replacing("''", with: "\"")
    }

    /// Equal for texts that differ only in case, accents, punctuation and spaces.
    package static func duplicateKey(_ text: String) -> [UInt8] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased().utf8.filter { isWord(Unicode.Scalar($0)) } }
        var key = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
            for folded in scalar.properties.lowercaseMapping.unicodeScalars where isWord(folded) { key.append(folded) }
        }
        return Array(String(key).utf8)
    }

    /// Whether the scalar is a letter, a digit or the underscore.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar == "_" || ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
                || ("A"..."Z").contains(scalar)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFEFF: return true
        default: return false
        }
    }

    /// Drops `()`, `(;)`, `( , )` and the like.
    private static func withoutEmptiedParentheses(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "("), let end = endOfEmptied(bytes, position) {
                position = end
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return result
    }

    /// Where the parenthesis that opens at `start` ends, when it holds at most one mark and spaces.
    private static func endOfEmptied(_ bytes: [UInt8], _ start: Int) -> Int? {
        var position = start + 1
        func skipSpaces() { while position < bytes.count, bytes[position] == space { position += 1 } }
        skipSpaces()
        if position < bytes.count, [UInt8(ascii: ";"), UInt8(ascii: ",")].contains(bytes[position]) { position += 1 }
        skipSpaces()
        return position < bytes.count && bytes[position] == UInt8(ascii: ")") ? position + 1 : nil
    }

    /// Makes `(; born` and `(, born` into `(born`.
    private static func withoutMarkAfterOpening(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            result.append(bytes[position])
            if bytes[position] == UInt8(ascii: "("), position + 2 < bytes.count, bytes[position + 2] == space,
                [UInt8(ascii: ";"), UInt8(ascii: ",")].contains(bytes[position + 1])
            {
                position += 2
            }
            position += 1
        }
        return result
    }

    private static func withoutSpaceAfterOpening(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes where byte != space || result.last != UInt8(ascii: "(") { result.append(byte) }
        return result
    }

    /// Drops spaces before a mark that ends a word or a clause.
    private static func withoutSpaceBeforeMarks(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for (position, byte) in bytes.enumerated() {
            if marks.contains(byte), position + 1 == bytes.count || bytes[position + 1] == space {
                while result.last == space { result.removeLast() }
            }
            result.append(byte)
        }
        return result
    }

    private static let space = UInt8(ascii: " ")
    private static let marks = ",.;:)".utf8
}
