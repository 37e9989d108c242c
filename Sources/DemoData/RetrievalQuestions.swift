package import Evaluation
import Foundation

/// A yes/no question and the paragraph that its author had before him, a line of `boolq.jsonl`.
package struct BoolQQuestion: Codable, Equatable, Sendable {
    package var question: String
    /// The one passage.
    package var gold: [Int]
    /// The passage's title.
    package var title: String
    package var split: Split

    package init(question: String, gold: [Int], title: String, split: Split) {
        self.question = question
        self.gold = gold
        self.title = title
        self.split = split
    }

    /// All of them, in the source's order.
    package static func all(in sources: SourceFolder, _ corpus: DemoCorpus) throws -> [BoolQQuestion] {
        try BoolQRecord.all(in: sources).compactMap { record in
            corpus.boolQPassages[Array(record.passage.utf8)].map { id in
                BoolQQuestion(
                    question: record.question, gold: [id], title: corpus.passages[id].title,
                    split: Split(of: record.question))
            }
        }
    }
}

/// A claim and the pages with evidence about it, a line of `fever.jsonl`.
package struct FeverClaim: Codable, Equatable, Sendable {
    package var claim: String
    /// Titles of vital articles; finding any one counts.
    package var pages: [String]

    package init(claim: String, pages: [String]) {
        self.claim = claim
        self.pages = pages
    }

    /// The distinct claims of the development part with evidence on a vital article, in the source's order.
    package static func all(in sources: SourceFolder, _ corpus: DemoCorpus) throws -> [FeverClaim] {
        let titles = Set(corpus.passages.filter { $0.source == .vital }.map(\.title))
        var pages: [String: [String]] = [:]
        for (number, fields) in try sources.fields(of: .feverPages, separatedBy: " ", count: 4) {
            guard let grade = Int(fields[3]) else {
                throw DemoDataProblem.malformed(
                    sources.location(of: .feverPages), line: number, "a whole number as the grade")
            }
            let title = pageTitle(fields[2])
            if grade > 0, titles.contains(title) { pages[fields[0], default: []].append(title) }
        }
        var claims: [FeverClaim] = []
        var places: [String: Int] = [:]
        for (_, fields) in try sources.fields(of: .feverClaims, separatedBy: "\t", count: 2) {
            guard let gold = pages[fields[0]] else { continue }
            if let place = places[fields[1]] {
                claims[place].pages += gold.filter { !claims[place].pages.contains($0) }
            } else {
                places[fields[1]] = claims.count
                claims.append(FeverClaim(claim: fields[1], pages: gold))
            }
        }
        return claims
    }

    /// The page's title, of which FEVER escapes spaces and some marks.
    package static func pageTitle(_ escaped: String) -> String {
        let marks = [
            ("_", " "), ("-LRB-", "("), ("-RRB-", ")"), ("-LSB-", "["), ("-RSB-", "]"), ("-COLON-", ":"),
            ("-SLASH-", "/"),
        ]
        return marks.reduce(escaped) { $0.replacing($1.0, with: $1.1) }.precomposedStringWithCanonicalMapping
    }
}
