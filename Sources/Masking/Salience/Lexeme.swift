/// A word, a number or a mark of a text, as the grammars of names and dates see it.
struct Lexeme {
    enum Kind { case word, number, mark }

    /// UTF-8 bytes of the text.
    let range: Range<Int>
    let text: String
    let kind: Kind
    let isCapitalised: Bool

    /// The digits before the letters of a number such as `1840s` or `12th`; nil when it has separators.
    var plainDigits: Int? {
        guard kind == .number else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard digits.count <= 9, text.dropFirst(digits.count).allSatisfy(\.isLetter) else { return nil }
        return Int(digits)
    }

    /// The letters after the digits of a number.
    var suffix: Substring { text.drop { !$0.isLetter } }

    /// Cuts up a part of a text that begins and ends on scalar boundaries.
    ///
    /// A possessive `'s` is a mark, so that a name ends before it.
    static func lexemes(in bytes: [UInt8], _ range: Range<Int>) -> [Lexeme] {
        var reader = LexemeReader(bytes: bytes, position: range.lowerBound, end: range.upperBound)
        return reader.rest()
    }
}

/// Reads lexemes from bytes, one after another.
private struct LexemeReader {
    private enum Class { case letter, digit, space, mark }
    private struct Glyph {
        let scalar: Unicode.Scalar
        let end: Int
        let kind: Class
    }

    let bytes: [UInt8]
    var position: Int
    let end: Int

    mutating func rest() -> [Lexeme] {
        var lexemes: [Lexeme] = []
        while let glyph = glyph(at: position) {
            switch glyph.kind {
            case .space: position = glyph.end
            case .letter: lexemes.append(word(from: glyph))
            case .digit: lexemes.append(number())
            case .mark: lexemes.append(mark(from: glyph))
            }
        }
        return lexemes
    }

    private mutating func word(from first: Glyph) -> Lexeme {
        let start = position
        var isCapitalised =
            first.scalar.properties.isUppercase || first.scalar.properties.generalCategory == .titlecaseLetter
        position = first.end
        while let glyph = glyph(at: position) {
            if glyph.kind == .letter || glyph.kind == .digit {
                position = glyph.end
                continue
            }
            guard glyph.kind == .mark, let next = self.glyph(at: glyph.end) else { break }
            switch glyph.scalar {
            case "-", "\u{2010}", "\u{2011}":
                // "F-16" is one name, "mid-1990s" holds a date.
                guard next.kind == .letter || (next.kind == .digit && isCapitalised) else { return lexeme(start) }
            case "'", "\u{2019}":
                guard next.kind == .letter, !isPossessive(next) else { return lexeme(start) }
                // The elided article of "d'Alembert".
                if position == first.end, next.scalar.properties.isUppercase { isCapitalised = true }
            default: return lexeme(start)
            }
            position = next.end
        }
        return lexeme(start)

        func lexeme(_ start: Int) -> Lexeme {
            make(start..<position, .word, isCapitalised: isCapitalised)
        }
    }

    private mutating func number() -> Lexeme {
        let start = position
        while let glyph = glyph(at: position) {
            if glyph.kind == .digit {
                position = glyph.end
            } else if glyph.scalar == "." || glyph.scalar == ",", let next = self.glyph(at: glyph.end),
                next.kind == .digit
            {
                position = next.end
            } else {
                break
            }
        }
        while let glyph = glyph(at: position), glyph.kind == .letter { position = glyph.end }
        return make(start..<position, .number, isCapitalised: false)
    }

    private mutating func mark(from glyph: Glyph) -> Lexeme {
        let start = position
        position = glyph.end
        if glyph.scalar == "'" || glyph.scalar == "\u{2019}", let next = self.glyph(at: position), isPossessive(next) {
            position = next.end
        }
        return make(start..<position, .mark, isCapitalised: false)
    }

    /// Whether the glyph after an apostrophe is an "s" that ends the word.
    private func isPossessive(_ glyph: Glyph) -> Bool {
        guard glyph.scalar == "s" || glyph.scalar == "S" else { return false }
        guard let next = self.glyph(at: glyph.end) else { return true }
        return next.kind != .letter && next.kind != .digit
    }

    private func make(_ range: Range<Int>, _ kind: Lexeme.Kind, isCapitalised: Bool) -> Lexeme {
        Lexeme(
            range: range, text: String(decoding: bytes[range], as: UTF8.self), kind: kind, isCapitalised: isCapitalised)
    }

    private func glyph(at position: Int) -> Glyph? {
        guard position < end else { return nil }
        let lead = bytes[position]
        if lead < 0x80 {
            let kind: Class =
                switch lead {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
                case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
                case 0x09...0x0D, 0x20: .space
                default: .mark
                }
            return Glyph(scalar: Unicode.Scalar(lead), end: position + 1, kind: kind)
        }
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard position + length <= end,
            let scalar = String(decoding: bytes[position..<position + length], as: UTF8.self)
                .unicodeScalars.first
        else { return Glyph(scalar: "\u{FFFD}", end: end, kind: .mark) }
        let properties = scalar.properties
        let isMarkOnLetter: Bool =
            switch properties.generalCategory {
            case .nonspacingMark, .spacingMark, .otherLetter: true
            default: false
            }
        let kind: Class =
            properties.isWhitespace ? .space : properties.isAlphabetic || isMarkOnLetter ? .letter : .mark
        return Glyph(scalar: scalar, end: position + length, kind: kind)
    }
}
