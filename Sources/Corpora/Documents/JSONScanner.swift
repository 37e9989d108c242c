/// Walks through the bytes of a JSON text, value by value.
struct JSONScanner {
    private let bytes: [UInt8]
    private var index = 0
    /// Deeper nesting is refused, as other parsers refuse it.
    private static let deepest = 512

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at hand after white space, or nil at the end.
    var next: UInt8? {
        mutating get {
            while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
            return index < bytes.count ? bytes[index] : nil
        }
    }

    func fault(_ reason: String) -> JSONObject.Fault {
        let reason = index < bytes.count ? reason : "the line ends too early: \(reason)"
        return JSONObject.Fault(column: index + 1, reason: reason)
    }

    /// Passes `mark` when it is the next byte.
    mutating func skips(_ mark: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: mark) else { return false }
        index += 1
        return true
    }

    /// Reads any value; of arrays and objects nothing is kept.
    mutating func value() throws(JSONObject.Fault) -> JSONObject.Value {
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try nested()
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    /// Reads a string, from its opening to its closing quotation mark.
    mutating func string() throws(JSONObject.Fault) -> String {
        index += 1
        var start = index
        var unescaped: [UInt8] = []
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let last = bytes[start..<index]
                let text =
                    unescaped.isEmpty
                    ? String(validating: last, as: UTF8.self) : String(validating: unescaped + last, as: UTF8.self)
                guard let text else { throw fault("the string that ends here is not UTF-8") }
                index += 1
                return text
            case UInt8(ascii: "\\"):
                unescaped += bytes[start..<index]
                unescaped += String(try escape()).utf8
                start = index
            case 0..<0x20: throw fault("a control character stands in a string unescaped")
            default: index += 1
            }
        }
        throw fault("the closing quotation mark is missing")
    }

    private mutating func escape() throws(JSONObject.Fault) -> Unicode.Scalar {
        index += 1
        guard index < bytes.count else { throw fault("an escape sequence is cut off") }
        let mark = bytes[index]
        index += 1
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(mark)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default:
            index -= 1
            throw fault("\\ is followed by a character that JSON does not escape")
        }
    }

    /// `\uXXXX`, or two of them that are the halves of one character.
    private mutating func unicode() throws(JSONObject.Fault) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        {
            index += 2
            let second = try hexadecimal()
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
        }
        throw fault("half of a surrogate pair stands alone")
    }

    private mutating func hexadecimal() throws(JSONObject.Fault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count, let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
                throw fault("four hexadecimal digits were expected after \\u")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func word(_ word: StaticString, _ value: JSONObject.Value) throws(JSONObject.Fault)
        -> JSONObject.Value
    {
        for byte in "\(word)".utf8 {
            guard index < bytes.count, bytes[index] == byte else { throw fault("\(word) was expected") }
            index += 1
        }
        return value
    }

    private mutating func number() throws(JSONObject.Fault) -> String {
        let start = index
        passes { $0 == UInt8(ascii: "-") }
        let whole = index
        guard digits() else { throw fault("a value was expected") }
        if bytes[whole] == UInt8(ascii: "0"), index > whole + 1 { throw fault("a number begins with a needless zero") }
        if passes({ $0 == UInt8(ascii: ".") }), !digits() { throw fault("digits were expected after the point") }
        if passes({ $0 | 0x20 == UInt8(ascii: "e") }) {
            passes { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            guard digits() else { throw fault("digits were expected in the exponent") }
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    @discardableResult
    private mutating func passes(_ fits: (UInt8) -> Bool) -> Bool {
        guard index < bytes.count, fits(bytes[index]) else { return false }
        index += 1
        return true
    }

    private mutating func digits() -> Bool {
        let start = index
        while passes({ $0 >= 0x30 && $0 <= 0x39 }) {}
        return index > start
    }

    /// Passes an array or object; a list of what is open takes the place of recursion, for lines may be hostile.
    private mutating func nested() throws(JSONObject.Fault) -> JSONObject.Value {
        let outermost: JSONObject.Value = next == UInt8(ascii: "{") ? .object : .array
        var open: [JSONObject.Value] = []
        repeat {
            let isObject = skips("{")
            if isObject || skips("[") {
                open.append(isObject ? .object : .array)
                guard open.count <= Self.deepest else { throw fault("values are nested more than 512 deep") }
                if skips(isObject ? "}" : "]") {
                    open.removeLast()
                } else {
                    if isObject { try name() }
                    continue
                }
            } else {
                _ = try value()
            }
            while let last = open.last, !skips(",") {
                guard skips(last == .object ? "}" : "]") else {
                    throw fault("a comma or \(last == .object ? "}" : "]") was expected")
                }
                open.removeLast()
            }
            if open.last == .object { try name() }
        } while !open.isEmpty
        return outermost
    }

    private mutating func name() throws(JSONObject.Fault) {
        guard next == UInt8(ascii: "\"") else { throw fault("the name of a field in double quotes was expected") }
        _ = try string()
        guard skips(":") else { throw fault("a colon was expected") }
    }
}
