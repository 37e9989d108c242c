/// The wanted members of one JSON object (RFC 8259), read straight from its bytes.
///
/// Numbers keep their spelling, so that an id of twenty digits stays what it was.
struct JSONObject {
    enum Value: Equatable {
        case string(String), number(String), boolean(Bool), null, array, object

        /// What the value is, as a phrase for the user.
        var kind: String {
            switch self {
            case .string: "a string"
            case .number: "a number"
            case .boolean: "a boolean"
            case .null: "null"
            case .array: "an array"
            case .object: "an object"
            }
        }
    }

    /// The bytes are not JSON.
    struct Fault: Error, Equatable {
        /// The byte in the line, from 1.
        let column: Int
        let reason: String
    }

    /// Of members with the same name the last one counts.
    private(set) var members: [String: Value] = [:]

    /// - Parameter names: the members that are kept.
    init(_ bytes: [UInt8], keeping names: Set<String>) throws(Fault) {
        var scanner = JSONScanner(bytes)
        guard scanner.skips("{") else {
            throw scanner.fault("a JSON object, which begins with {, was expected")
        }
        if !scanner.skips("}") {
            repeat {
                guard scanner.next == UInt8(ascii: "\"") else {
                    throw scanner.fault("the name of a field in double quotes was expected")
                }
                let name = try scanner.string()
                guard scanner.skips(":") else { throw scanner.fault("a colon was expected") }
                let value = try scanner.value()
                if names.contains(name) { members[name] = value }
            } while scanner.skips(",")
            guard scanner.skips("}") else { throw scanner.fault("a comma or } was expected") }
        }
        guard scanner.next == nil else { throw scanner.fault("more text follows the JSON object") }
    }
}
