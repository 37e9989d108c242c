/// A value of the JSON header of a safetensors file.
///
/// Read by a reader of its own because a general decoder lets pass what must not: a name that occurs twice.
enum HeaderValue: Equatable {
    case object([String: HeaderValue])
    case array([HeaderValue])
    case text(String)
    /// A whole number that is not negative: all that sizes and offsets can be.
    case number(Int)
    /// Another number, true, false or null.
    case other
}

/// Reads one JSON value strictly, with bounds on depth; whatever the bytes are, the result is a value or an error.
struct HeaderReader {
    /// Where the bytes stop being JSON, and why.
    struct Problem: Error, Equatable {
        let position: Int
        let reason: String
    }

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func value(of bytes: [UInt8]) throws(Problem) -> HeaderValue {
        var reader = HeaderReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.problem("there is more after the end of the header") }
        return value
    }

    private func problem(_ reason: String) -> Problem { Problem(position: position, reason: reason) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    /// Moves past `character`, and the space before it, if it comes next.
    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard let byte = next, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Problem) {
        guard accept(character) else { throw problem("expected \"\(character)\"") }
    }

    private mutating func value(depth: Int) throws(Problem) -> HeaderValue {
        guard depth < 16 else { throw problem("values are nested too deeply") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        default: return try word()
        }
    }

    private mutating func object(depth: Int) throws(Problem) -> HeaderValue {
        var members: [String: HeaderValue] = [:]
        try expect("{")
        if accept("}") { return .object(members) }
        repeat {
            skipSpace()
            let name = try text()
            try expect(":")
            let value = try value(depth: depth + 1)
            guard members.updateValue(value, forKey: name) == nil else {
                throw problem("the name \"\(name)\" occurs twice")
            }
        } while accept(",")
        try expect("}")
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Problem) -> HeaderValue {
        var elements: [HeaderValue] = []
        try expect("[")
        if accept("]") { return .array(elements) }
        repeat { elements.append(try value(depth: depth + 1)) } while accept(",")
        try expect("]")
        return .array(elements)
    }

    private mutating func word() throws(Problem) -> HeaderValue {
        let start = position
        while let byte = next,
            Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                || [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ".")].contains(byte)
        {
            position += 1
        }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if let number = Int(word), number >= 0, word.allSatisfy(\.isNumber) { return .number(number) }
        if ["true", "false", "null"].contains(word) || Double(word) != nil { return .other }
        position = start
        throw problem("expected a value")
    }

    private mutating func text() throws(Problem) -> String {
        try expect("\"")
        var units: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw problem("a control character in a name") }
            if byte == UInt8(ascii: "\\") {
                units += try escaped().utf8
            } else {
                units.append(byte)
                position += 1
            }
        }
        try expect("\"")
        guard let text = String(validating: units, as: UTF8.self) else { throw problem("a name that is not UTF-8") }
        return text
    }

    private mutating func escaped() throws(Problem) -> String {
        position += 1
        let simple: [UInt8: String] = [
            UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
            UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
        ]
        guard let byte = next else { throw problem("the header ends inside a name") }
        position += 1
        if let character = simple[byte] { return character }
        guard byte == UInt8(ascii: "u") else { throw problem("an unknown escape in a name") }
        var units = [try hexadecimal()]
        if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: "\\u".utf8) {
            position += 2
            units.append(try hexadecimal())
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw problem("half a character in a name") }
        return text
    }

    private mutating func hexadecimal() throws(Problem) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw problem("expected four hexadecimal digits") }
        position += 4
        return unit
    }
}
