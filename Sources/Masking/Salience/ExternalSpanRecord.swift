import Foundation

/// One line of an external tagger's file.
struct ExternalSpanRecord: Decodable {
    let block: Int
    let spans: [ExternalSpans.Tagged]

    private enum Key: String, CodingKey { case id, unit, spans }

    private struct Span: Decodable {
        let start: Int
        let end: Int
        let label: String?
    }

    private static let dates: Set<String> = ["DATE", "TIME", "YEAR"]
    private static let numbers: Set<String> = ["CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY", "NUMBER"]

    private static let blockNumber = "the number of a block, as `corpus show --spans` prints it"

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        if let text = try? fields.decode(String.self, forKey: .id) {
            throw Self.fault("\"\(text)\" is a text; expected \(Self.blockNumber)", of: .id, in: fields)
        }
        block = try fields.decode(Int.self, forKey: .id)
        guard block >= 0 else { throw Self.fault("\(block); expected \(Self.blockNumber)", of: .id, in: fields) }
        let unit = try fields.decodeIfPresent(String.self, forKey: .unit) ?? "byte"
        guard unit == "byte" || unit == "character" else {
            throw Self.fault("expected \"byte\" or \"character\", found \"\(unit)\"", of: .unit, in: fields)
        }
        spans = try fields.decode([Span].self, forKey: .spans).map { span in
            guard span.start >= 0, span.start < span.end else {
                throw Self.fault(
                    "a span from \(span.start) to \(span.end); expected 0 <= start < end", of: .spans, in: fields)
            }
            let label = span.label?.uppercased() ?? ""
            let kind: SalientSpan.Kind =
                Self.dates.contains(label) ? .date : Self.numbers.contains(label) ? .number : .name
            return ExternalSpans.Tagged(
                start: span.start, end: span.end, kind: kind, countsCharacters: unit == "character")
        }
    }

    private static func fault(_ words: String, of key: Key, in fields: KeyedDecodingContainer<Key>) -> DecodingError {
        .dataCorruptedError(forKey: key, in: fields, debugDescription: words)
    }

    /// What is wrong with a line, in the words of its fields.
    static func reason(_ error: any Error) -> String {
        let expected = "expected {\"id\": …, \"spans\": [{\"start\": …, \"end\": …}]}"
        guard let error = error as? DecodingError else { return "not valid JSON; \(expected)" }
        switch error {
        case .keyNotFound(let key, let context):
            return "field \"\(path(context.codingPath + [key]))\" is missing; \(expected)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "field \"\(path(context.codingPath))\" has the wrong type; \(expected)"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            return "field \"\(path(context.codingPath))\": \(context.debugDescription)"
        default: return "not valid JSON; \(expected)"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "record" : keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
