import DurableFiles

/// The wanted texts of a `tf.train.Example`, in the wire format of protocol buffers.
///
/// `Example { Features features = 1 }`, `Features { map<string, Feature> feature = 1 }`,
/// `Feature { BytesList bytes_list = 1; … }`, `BytesList { repeated bytes value = 1 }`.
struct TFExample {
    /// The first value of each feature that was wanted.
    private(set) var features: [String: [UInt8]] = [:]

    /// - Parameter names: the features that are kept.
    /// - Returns: nil when the bytes are no such message, as those of a text are not.
    init?(_ bytes: [UInt8], keeping names: Set<String>) {
        guard let message = Self.message(1, in: bytes[...]), !message.isEmpty else { return nil }
        var fields = WireFields(message)
        while let field = fields.next() {
            guard field.number == 1, case .bytes(let entry) = field.value, let name = Self.message(1, in: entry) else {
                return nil
            }
            let text = String(decoding: name, as: UTF8.self)
            guard names.contains(text), let feature = Self.message(2, in: entry),
                let list = Self.message(1, in: feature)
            else { continue }
            features[text] = Self.message(1, in: list).map(Array.init) ?? []
        }
        guard fields.isWhole else { return nil }
    }

    /// The content of the first field of that number; nil when it is missing or the bytes are no message.
    private static func message(_ number: Int, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var fields = WireFields(bytes)
        var found: ArraySlice<UInt8>?
        while let field = fields.next() {
            if field.number == number, found == nil, case .bytes(let content) = field.value { found = content }
        }
        return fields.isWhole ? found : nil
    }
}

/// The fields of a protocol buffer, one after the other.
struct WireFields {
    enum Value {
        case bytes(ArraySlice<UInt8>)
        /// A number, which nobody here asks for.
        case number
    }

    private var rest: ArraySlice<UInt8>
    /// False when what is left is no field.
    private(set) var isWhole = true

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next field; nil at the end, or where the bytes are no fields.
    mutating func next() -> (number: Int, value: Value)? {
        if rest.isEmpty { return nil }
        if let key = integer(), key >> 3 > 0, key >> 3 < 1 << 29, let value = value(wire: key & 7) {
            return (Int(key >> 3), value)
        }
        isWhole = false
        return nil
    }

    private mutating func value(wire: UInt64) -> Value? {
        switch wire {
        case 0: return integer().map { _ in .number }
        case 1: return taken(8).map { _ in .number }
        case 5: return taken(4).map { _ in .number }
        case 2:
            guard let length = integer(), let count = Int(exactly: length) else { return nil }
            return taken(count).map(Value.bytes)
        default: return nil
        }
    }

    private mutating func taken(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func integer() -> UInt64? { VariableLength.take { rest.popFirst() } }
}
