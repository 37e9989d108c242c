/// The character references of XML: `&lt;`, `&gt;`, `&amp;`, `&quot;`, `&apos;`, and numbers.
enum XMLReferences {
    /// Appends the bytes to `text` with their references replaced; one that is unknown stays as it is written.
    static func replace(in bytes: [UInt8], to text: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            let mark = bytes[index...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
            text += bytes[index..<mark]
            guard mark < bytes.count else { return }
            let rest = bytes[(mark + 1)...].prefix(5)
            index = mark + 1
            if rest.starts(with: lessThan) {
                text.append(UInt8(ascii: "<"))
                index += lessThan.count
            } else if rest.starts(with: greaterThan) {
                text.append(UInt8(ascii: ">"))
                index += greaterThan.count
            } else if rest.starts(with: ampersand) {
                text.append(UInt8(ascii: "&"))
                index += ampersand.count
            } else if rest.starts(with: quotationMark) {
                text.append(UInt8(ascii: "\""))
                index += quotationMark.count
            } else if let found = CharacterReferences.reference(in: bytes, at: mark) {
                text += found.text.utf8
                index = found.end
            } else {
                text.append(UInt8(ascii: "&"))
            }
        }
    }

    private static let lessThan = Array("lt;".utf8)
    private static let greaterThan = Array("gt;".utf8)
    private static let ampersand = Array("amp;".utf8)
    private static let quotationMark = Array("quot;".utf8)
}
