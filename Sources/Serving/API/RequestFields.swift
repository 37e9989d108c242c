import Foundation
import HTTPTypes
import Hummingbird
package import NIOCore

/// A JSON value, as it came.
enum JSONValue: Decodable, Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    /// What it is called in messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

/// The fields of a request's JSON object; whatever is wrong with one is a problem that names it.
package struct RequestFields {
    private let values: [String: JSONValue]

    /// - Parameters:
    ///   - allowed: the fields that there are; any other one is a mistake that would otherwise go unseen.
    ///   - limit: the most bytes of the body.
    init(_ request: Request, allowed: Set<String>, limit: Int) async throws {
        if let type = request.headers[.contentType] {
            let essence = type.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard essence == "application/json" else {
                throw Problem(
                    status: .unsupportedMediaType, detail: "the body is \(type.prefix(80)); expected application/json")
            }
        } else {
            throw Problem(status: .unsupportedMediaType, detail: "Content-Type is missing; expected application/json")
        }
        let body: ByteBuffer
        do { body = try await request.body.collect(upTo: limit) } catch is NIOTooManyBytesError {
            throw Problem(status: .contentTooLarge, detail: "the body has more than \(limit) bytes")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            // The parser's errors, and those of a connection that ended: the sender's fault.
            throw Problem(status: .badRequest, detail: "the body broke off, or its chunks are malformed")
        }
        try self.init(body, allowed: allowed)
    }

    package init(_ body: ByteBuffer, allowed: Set<String>) throws(Problem) {
        let value: JSONValue
        guard String(validating: body.readableBytesView, as: UTF8.self) != nil else {
            throw Problem(status: .badRequest, detail: "the body is not UTF-8")
        }
        do { value = try JSONDecoder().decode(JSONValue.self, from: Data(body.readableBytesView)) } catch {
            throw Problem(status: .badRequest, detail: "the body is not JSON")
        }
        guard case .object(let values) = value else {
            throw Problem(status: .unprocessableContent, detail: "the body is \(value.kind); expected an object")
        }
        if let unknown = values.keys.filter({ !allowed.contains($0) }).min() {
            let name = String(unknown.prefix(40))
            throw .field(name, "there is no such field; expected \(allowed.sorted().joined(separator: ", "))")
        }
        self.values = values
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// A text of 1 to `limit` UTF-8 bytes; nil when the field is absent.
    package func text(_ name: String, limit: Int) throws(Problem) -> String? {
        guard let value = values[name] else { return nil }
        return try Self.text(value, name, limit: limit)
    }

    /// The text of a field that must be there.
    func requiredText(_ name: String, limit: Int) throws(Problem) -> String {
        guard let text = try text(name, limit: limit) else { throw .field(name, "is missing; expected a text") }
        return text
    }

    /// A list of texts; nil when the field is absent.
    package func texts(_ name: String, count: ClosedRange<Int>, limit: Int) throws(Problem) -> [String]? {
        guard let value = values[name] else { return nil }
        guard case .list(let list) = value else { throw .field(name, "is \(value.kind); expected a list of texts") }
        guard count.contains(list.count) else {
            throw .field(name, "has \(list.count) elements; expected \(count.lowerBound) to \(count.upperBound)")
        }
        var texts: [String] = []
        for (place, element) in list.enumerated() {
            texts.append(try Self.text(element, "\(name)[\(place)]", limit: limit))
        }
        return texts
    }

    /// Whether the field is a list.
    func isList(_ name: String) -> Bool {
        if case .list = values[name] { true } else { false }
    }

    /// A whole number of a range; nil when the field is absent.
    package func integer(_ name: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let value = values[name] else { return nil }
        let expected = "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .number(let number) = value else { throw .field(name, "is \(value.kind); \(expected)") }
        guard let integer = Int(exactly: number), range.contains(integer) else {
            throw .field(name, "is out of range; \(expected)")
        }
        return integer
    }

    /// One of some words; nil when the field is absent.
    func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _: Choice.Type) throws(Problem) -> Choice?
    where Choice.RawValue == String {
        guard let value = values[name] else { return nil }
        guard case .text(let word) = value, let choice = Choice(rawValue: word) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .field(name, "is not one of \(words)")
        }
        return choice
    }

    private static func text(_ value: JSONValue, _ name: String, limit: Int) throws(Problem) -> String {
        guard case .text(let text) = value else { throw .field(name, "is \(value.kind); expected a text") }
        guard !text.isEmpty else { throw .field(name, "is empty; expected a text") }
        guard text.utf8.count <= limit else {
            throw .field(name, "has \(text.utf8.count) bytes; expected at most \(limit)")
        }
        return text
    }
}
