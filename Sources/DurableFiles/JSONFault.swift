/// Why a JSON text cannot be taken for what it should be, in words for whoever has the file.
package enum JSONFault: Equatable, CustomStringConvertible {
    /// There is no such key; keys within keys are parted by dots.
    case missing(key: String)
    /// The value of a key, or the whole where that is nil, is of another kind.
    case wrongKind(key: String?, expected: String)
    /// The value of a key is of the right kind and none that is known.
    case unknownValue(key: String)
    case notJSON

    package init(_ error: DecodingError) {
        func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String? {
            let keys = (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue)
            return keys.isEmpty ? nil : keys.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): self = .missing(key: path(context, key) ?? key.stringValue)
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            self = .wrongKind(key: path(context), expected: Self.kind("\(type)"))
        case .dataCorrupted(let context):
            if let key = path(context) { self = .unknownValue(key: key) } else { self = .notJSON }
        @unknown default: self = .notJSON
        }
    }

    /// What the decoder wanted, by the name of its type.
    private static func kind(_ type: String) -> String {
        switch type {
        case "String": "text"
        case "Bool": "true or false"
        case "Int", "Int64", "UInt64": "a whole number"
        case "Double", "Float": "a number"
        case let name where name.hasPrefix("Dictionary<"): "an object"
        case let name where name.hasPrefix("Array<"): "a list"
        default: "of the expected kind"
        }
    }

    package var description: String {
        switch self {
        case .missing(let key): "there is no key \(key)"
        case .wrongKind(let key?, let expected): "key \(key) is not \(expected)"
        case .wrongKind(nil, let expected): "it is not \(expected)"
        case .unknownValue(let key): "key \(key) has a value that is not known here"
        case .notJSON: "it is not valid JSON"
        }
    }
}
