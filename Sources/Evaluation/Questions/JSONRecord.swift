import Foundation

/// A JSON object in a file, and words for who wrote another.
protocol JSONRecord: Decodable {
    /// What a record looks like.
    static var example: String { get }

    /// What is expected of a field, to end a sentence: "a list of strings".
    static func expectation(of field: String) -> String
}

extension JSONRecord {
    static func expectation(of field: String) -> String { "a string" }

    /// Reads a JSON object as a record, and says of what cannot be read which field it is.
    static func decoded(_ json: Data) throws(QuestionLineFault) -> Self {
        do {
            return try JSONDecoder().decode(Self.self, from: json)
        } catch let fault as QuestionLineFault {
            throw fault
        } catch DecodingError.keyNotFound(let key, _) {
            throw .field(key.stringValue, "is missing")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw fault(in: context, "has the wrong type")
        } catch DecodingError.dataCorrupted(let context) {
            throw fault(in: context, "has a wrong value")
        } catch {
            throw .notAnObject(expected: example)
        }
    }

    private static func fault(in context: DecodingError.Context, _ words: String) -> QuestionLineFault {
        guard let field = context.codingPath.first?.stringValue else { return .notAnObject(expected: example) }
        return .field(field, "\(words); expected \(expectation(of: field))")
    }
}

/// A record of a question set.
protocol QuestionForm: JSONRecord {
    /// The question that the record holds.
    var question: Question { get throws(QuestionLineFault) }
}

extension QuestionForm {
    /// Reads a JSON object as a question.
    static func read(_ json: Data) throws(QuestionLineFault) -> Question { try decoded(json).question }
}

/// A string, or a list of strings.
struct Strings: Decodable {
    let strings: [String]

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        strings = try (try? value.decode(String.self)).map { [$0] } ?? value.decode([String].self)
    }
}

extension [String] {
    /// Each text once, in the order of the first places; written alike is alike byte for byte.
    var distinct: [String] {
        var seen: Set<[UInt8]> = []
        return filter { seen.insert(Array<UInt8>($0.utf8)).inserted }
    }
}
