/// Rules of Unicode that Python's string functions follow and Swift's do not, for the published scores were made there.
extension Unicode.Scalar {
    /// White space as `str.split()` has it: the property White_Space and the four information separators.
    var isBlank: Bool {
        if value < 0x80 { return value == 0x20 || (0x09...0x0D).contains(value) || (0x1C...0x1F).contains(value) }
        return properties.isWhitespace
    }

    /// A letter or a digit: what `\w` matches, but for the underscore.
    var isLetterOrDigit: Bool {
        if value < 0x80 {
            return (0x30...0x39).contains(value) || (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
        }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        case .decimalNumber, .letterNumber, .otherNumber: return true
        default: return false
        }
    }
}

extension String {
    /// The text in lower case, with the Greek sigma that ends a word in its final form (Unicode 3.13, Final_Sigma).
    var lowercasedByWords: String {
        guard unicodeScalars.contains("\u{3A3}") else { return lowercased() }
        let scalars = Array(unicodeScalars)
        var result = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            if scalar == "\u{3A3}" {
                let before = scalars[..<place].last { !$0.properties.isCaseIgnorable }
                let after = scalars[(place + 1)...].first { !$0.properties.isCaseIgnorable }
                let endsWord = before?.properties.isCased == true && after?.properties.isCased != true
                result.append(endsWord ? "\u{3C2}" : "\u{3C3}")
            } else {
                result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return String(result)
    }

    /// The text with each run of white space as one space, and none at its ends.
    var collapsingBlanks: String {
        unicodeScalars.split(whereSeparator: \.isBlank).map { String($0) }.joined(separator: " ")
    }
}
