/// A Python list of strings as it stands in question files: `['Wilhelm Conrad Röntgen', "d'Artagnan"]`.
///
/// Nothing else of Python is read, so what is not such a list is an error that names the place.
public struct PythonListLiteral: Equatable, Sendable {
    /// The strings, in order.
    public let strings: [String]

    /// Reads the literal; white space around it, and a comma after the last string, are allowed.
    public init(_ text: some StringProtocol) throws(PythonListProblem) {
        var reader = PythonListReader(text)
        strings = try reader.list()
    }
}

/// What is wrong in a list literal, and where.
public struct PythonListProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The character (Unicode scalar) at which it was found, counted from 1.
    public let column: Int
    /// What the reader needed there.
    public let expected: String

    public var description: String { "expected \(expected) at character \(column) of the list" }
}

/// Goes once over the scalars of a literal; each step either consumes one or ends with a problem.
private struct PythonListReader {
    private let scalars: [Unicode.Scalar]
    private var place = 0

    init(_ text: some StringProtocol) { scalars = Array(text.unicodeScalars) }

    private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    private func problem(_ expected: String) -> PythonListProblem {
        PythonListProblem(column: place + 1, expected: expected)
    }

    private mutating func skipBlanks() {
        while let scalar = next, scalar.isBlank { place += 1 }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        place += 1
        return true
    }

    mutating func list() throws(PythonListProblem) -> [String] {
        skipBlanks()
        guard take("[") else { throw problem("[") }
        var strings: [String] = []
        skipBlanks()
        while !take("]") {
            strings.append(try string())
            skipBlanks()
            if take(",") {
                skipBlanks()
            } else if next != "]" {
                throw problem("a comma or ]")
            }
        }
        skipBlanks()
        guard next == nil else { throw problem("nothing more") }
        return strings
    }

    private mutating func string() throws(PythonListProblem) -> String {
        guard let quote = next, quote == "'" || quote == "\"" else { throw problem("a string in quotes") }
        place += 1
        var result = String.UnicodeScalarView()
        while !take(quote) {
            guard let scalar = next else { throw problem("the closing quote \(quote)") }
            place += 1
            if scalar == "\\" { try escape(into: &result) } else { result.append(scalar) }
        }
        return String(result)
    }

    /// Reads what follows a backslash.
    ///
    /// As in Python, a backslash before a letter that means nothing stays.
    private mutating func escape(into result: inout String.UnicodeScalarView) throws(PythonListProblem) {
        guard let letter = next else { throw problem("a letter after the backslash") }
        place += 1
        switch letter {
        case "\\", "'", "\"": result.append(letter)
        case "\n": break
        case "a": result.append("\u{07}")
        case "b": result.append("\u{08}")
        case "f": result.append("\u{0C}")
        case "n": result.append("\n")
        case "r": result.append("\r")
        case "t": result.append("\t")
        case "v": result.append("\u{0B}")
        case "x": result.append(try scalar(hexadecimalDigits: 2))
        case "u": result.append(try scalar(hexadecimalDigits: 4))
        case "U": result.append(try scalar(hexadecimalDigits: 8))
        case "0"..."7":
            place -= 1
            result.append(octal())
        default:
            result.append("\\")
            result.append(letter)
        }
    }

    /// One to three octal digits, of which the first is there: at most 511, so always a scalar.
    private mutating func octal() -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<3 {
            guard let digit = next, ("0"..."7").contains(digit) else { break }
            value = value * 8 + (digit.value - 0x30)
            place += 1
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    /// A scalar by its number; the two halves of a surrogate pair, which JSON writers leave behind, are joined.
    private mutating func scalar(hexadecimalDigits count: Int) throws(PythonListProblem) -> Unicode.Scalar {
        let high = try number(hexadecimalDigits: count)
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high) else { throw problem("the number of a Unicode character before here") }
        guard take("\\"), take("u") else { throw problem("the second half of a surrogate pair") }
        let low = try number(hexadecimalDigits: 4)
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + low - 0xDC00)
        else { throw problem("the second half of a surrogate pair before here") }
        return scalar
    }

    private mutating func number(hexadecimalDigits count: Int) throws(PythonListProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = next.flatMap({ Character($0).isASCII ? Character($0).hexDigitValue : nil }) else {
                throw problem("\(count) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}
