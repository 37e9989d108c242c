import DurableFiles
import Foundation

/// Reads the instructions of one pickle, one after another, and refuses all that plain data does not need.
public struct PickleReader {
    /// How much a pickle may ask for.
    public struct Limits: Sendable {
        /// The bytes of the pickle.
        public var bytes: Int
        /// The bytes of one text, number or name.
        public var value: Int

        public init(bytes: Int, value: Int) {
            self.bytes = bytes
            self.value = value
        }
    }

    private var source: ByteReader
    private let names: Set<String>
    private let limits: Limits
    private let start: Int
    /// Where the instruction that was read last begins.
    public private(set) var offset: Int

    /// The place behind the instruction that was read last.
    public var position: Int { source.position }

    /// - Parameters:
    ///   - source: stands at the first byte of the pickle.
    ///   - names: what of Python's the pickle may name, as `module name`.
    public init(_ source: ByteReader, names: Set<String>, limits: Limits) {
        self.source = source
        self.names = names
        self.limits = limits
        start = source.position
        offset = source.position
    }

    /// The next instruction.
    /// - Throws: `PickleProblem` with the place in the file.
    public mutating func next() throws(PickleProblem) -> PickleInstruction {
        while true {
            offset = source.position
            guard offset - start < limits.bytes else { throw tooLarge("the length", limits.bytes) }
            switch try byte() {
            case 0x80:  // PROTO
                let version = try byte()
                guard (2...5).contains(version) else { throw malformed("protocol \(version) is not one of 2 to 5") }
            case 0x95:  // FRAME
                _ = try number(8)
            case let code:
                return try instruction(code)
            }
        }
    }

    private mutating func instruction(_ code: UInt8) throws(PickleProblem) -> PickleInstruction {
        switch code {
        case UInt8(ascii: "."): .stop
        case UInt8(ascii: "("): .mark
        case UInt8(ascii: "0"): .pop
        case UInt8(ascii: "N"): .none
        case 0x88: .bool(true)
        case 0x89: .bool(false)
        case UInt8(ascii: "J"): .int(Int(Int32(truncatingIfNeeded: try number(4))))
        case UInt8(ascii: "K"): .int(Int(try number(1)))
        case UInt8(ascii: "M"): .int(Int(try number(2)))
        case 0x8A: Self.integer(try value(try number(1)))
        case UInt8(ascii: "G"): .real(Double(bitPattern: (try number(8)).byteSwapped))
        case UInt8(ascii: "X"): .text(try text(try number(4)))
        case 0x8C: .text(try text(try number(1)))
        case 0x8D: .text(try text(try number(8)))
        case UInt8(ascii: "T"): .text(try text(try number(4)))
        case UInt8(ascii: "U"): .text(try text(try number(1)))
        case UInt8(ascii: "B"): .bytes(try value(try number(4)))
        case UInt8(ascii: "C"): .bytes(try value(try number(1)))
        case 0x8E: .bytes(try value(try number(8)))
        case UInt8(ascii: ")"): .tuple(0)
        case 0x85: .tuple(1)
        case 0x86: .tuple(2)
        case 0x87: .tuple(3)
        case UInt8(ascii: "t"): .tuple(nil)
        case UInt8(ascii: "]"): .emptyList
        case UInt8(ascii: "a"): .append
        case UInt8(ascii: "e"): .appends
        case UInt8(ascii: "}"): .emptyDictionary
        case UInt8(ascii: "s"): .setItem
        case UInt8(ascii: "u"): .setItems
        case UInt8(ascii: "c"): .global(try global())
        case 0x93: .stackGlobal
        case UInt8(ascii: "R"): .reduce
        case UInt8(ascii: "b"): .build
        case UInt8(ascii: "Q"): .persistent
        case UInt8(ascii: "q"): .put(Int(try number(1)))
        case UInt8(ascii: "r"): .put(Int(try number(4)))
        case 0x94: .memoize
        case UInt8(ascii: "h"): .get(Int(try number(1)))
        case UInt8(ascii: "j"): .get(Int(try number(4)))
        default: throw .forbiddenInstruction(file: source.file.url.path, offset: offset, code: code)
        }
    }

    private mutating func global() throws(PickleProblem) -> String {
        let module = try line()
        let name = try line()
        return try self.name(module, name)
    }

    /// Checks that the pickle may name something of Python's.
    func name(_ module: String, _ name: String) throws(PickleProblem) -> String {
        let full = "\(module) \(name)"
        guard names.contains(full) else {
            let shown = "\(module).\(name)".unicodeScalars.prefix(200).map { $0.value < 0x20 ? "?" : String($0) }
            throw .forbiddenName(file: source.file.url.path, offset: offset, name: shown.joined())
        }
        return full
    }

    func malformed(_ reason: String) -> PickleProblem {
        .malformed(file: source.file.url.path, offset: offset, reason: reason)
    }

    func tooLarge(_ what: String, _ limit: Int) -> PickleProblem {
        .tooLarge(file: source.file.url.path, offset: offset, what: what, limit: limit)
    }

    // MARK: Parts of instructions

    /// What the pickle's bytes give, where nil says that there were too few.
    private func whole<Value>(_ value: Value?) throws(PickleProblem) -> Value {
        guard let value else { throw .truncated(file: source.file.url.path, offset: source.end) }
        return value
    }

    private mutating func byte() throws(PickleProblem) -> UInt8 {
        let byte: UInt8?
        do { byte = try source.byte() } catch { throw .file(error) }
        return try whole(byte)
    }

    private mutating func bytes(_ count: Int) throws(PickleProblem) -> [UInt8] {
        let bytes: [UInt8]?
        do { bytes = try source.bytes(count) } catch { throw .file(error) }
        return try whole(bytes)
    }

    /// A number of `count` bytes, the lowest first.
    private mutating func number(_ count: Int) throws(PickleProblem) -> UInt64 {
        try bytes(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func value(_ count: UInt64) throws(PickleProblem) -> [UInt8] {
        guard count <= UInt64(limits.value) else { throw tooLarge("a value", limits.value) }
        return try bytes(Int(count))
    }

    private mutating func text(_ count: UInt64) throws(PickleProblem) -> String {
        guard let text = String(validating: try value(count), as: UTF8.self) else {
            throw malformed("a text is not UTF-8")
        }
        return text
    }

    /// The text up to the next line feed.
    private mutating func line() throws(PickleProblem) -> String {
        var line: [UInt8] = []
        while true {
            let byte = try byte()
            if byte == UInt8(ascii: "\n") { break }
            line.append(byte)
            guard line.count <= 1_000 else { throw tooLarge("a name", 1_000) }
        }
        guard let text = String(validating: line, as: UTF8.self) else { throw malformed("a name is not UTF-8") }
        return text
    }

    /// An integer in two's complement, the lowest byte first.
    private static func integer(_ bytes: [UInt8]) -> PickleInstruction {
        guard bytes.count <= 8 else { return .long(bytes) }
        let sign: UInt64 = (bytes.last ?? 0) & 0x80 == 0 ? 0 : .max
        let bits = bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) }
        return .int(Int(truncatingIfNeeded: bits))
    }
}
