import Foundation
import Hummingbird

/// The fields of a request's query, as HTML forms write them.
package struct QueryFields {
    private let values: [String: String]

    init(_ request: Request) { self.init(request.uri.query ?? "") }

    /// - Parameter query: what follows the question mark: `q=Who+built+it%3F&k=5`.
    package init(_ query: String) {
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.decoded)
            values[parts[0]] = parts.count == 2 ? parts[1] : ""
        }
        self.values = values
    }

    private static func decoded(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return String(spaced).removingPercentEncoding ?? String(spaced)
    }

    /// The text without white space around it; nil when there is none.
    package func text(_ name: String) -> String? {
        let text = values[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return text.isEmpty ? nil : text
    }

    /// A whole number of a range; nil when the field is absent or empty.
    package func integer(_ name: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .field(name, "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// How to search; nil when the field is absent or empty.
    func method() throws(Problem) -> SearchMethod? {
        guard let text = text("method") else { return nil }
        guard let method = SearchMethod(rawValue: text) else {
            let words = SearchMethod.allCases.map(\.rawValue).joined(separator: ", ")
            throw .field("method", "is not one of \(words)")
        }
        return method
    }
}
