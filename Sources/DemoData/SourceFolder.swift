import DurableFiles
package import Foundation

/// The folder that `scripts/get-data` fills, and reading its files.
package struct SourceFolder {
    package let url: URL

    package init(url: URL) { self.url = url }

    /// The files, in the words of `scripts/data.sha256`.
    package enum File: String, CaseIterable {
        case wikipediaLeads = "wikipedia-leads.json"
        case boolQ = "boolq.jsonl"
        case disflQA = "disflqa.jsonl"
        case efficientQA = "efficientqa.jsonl"
        case naturalQuestionsDev = "topics.nq.dev.txt"
        case naturalQuestionsTest = "topics.nq.test.txt"
        case triviaDev = "topics.dpr.trivia.dev.txt"
        case triviaTest = "topics.dpr.trivia.test.txt"
        case webQuestions = "topics.dpr.wq.test.txt"
        case curated = "topics.dpr.curated.test.txt"
        case squad = "topics.dpr.squad.test.txt"
        case feverClaims = "topics.fever.dev.txt"
        case feverPages = "qrels.fever.dev.txt"
    }

    func location(of file: File) -> URL { url.appending(path: file.rawValue) }

    func data(of file: File) throws -> Data {
        let location = location(of: file)
        guard FileManager.default.fileExists(atPath: location.path) else { throw DemoDataProblem.missing(location) }
        do { return try Data(contentsOf: location) } catch { throw FileProblem(reading: location, error) }
    }

    func fingerprint(of file: File) throws -> Fingerprint {
        let location = location(of: file)
        guard FileManager.default.fileExists(atPath: location.path) else { throw DemoDataProblem.missing(location) }
        return try Fingerprint(ofFile: location)
    }

    /// The lines of a text file with their numbers from 1; empty ones are left out, and line ends of either kind.
    func lines(of file: File) throws -> [(number: Int, bytes: Data)] {
        try data(of: file).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
            .map { ($0.offset + 1, $0.element.last == UInt8(ascii: "\r") ? $0.element.dropLast() : $0.element) }
            .filter { !$0.1.isEmpty }
    }

    /// The lines of a text file, each cut at its tabs or spaces, as the separator says.
    func fields(of file: File, separatedBy separator: Character, count: Int) throws -> [(number: Int, fields: [String])]
    {
        try lines(of: file).map { number, bytes in
            let fields = String(decoding: bytes, as: UTF8.self).split(
                separator: separator, maxSplits: count - 1, omittingEmptySubsequences: false)
            guard fields.count == count else {
                throw DemoDataProblem.malformed(
                    location(of: file), line: number, "\(count) fields, found \(fields.count)")
            }
            return (number, fields.map(String.init))
        }
    }

    /// The records of a JSON Lines file.
    ///
    /// - Parameter fields: what each must have, for the message when one has not.
    func records<Record: Decodable>(of file: File, as type: Record.Type, with fields: String) throws -> [Record] {
        let decoder = JSONDecoder()
        return try lines(of: file).map { number, bytes in
            do { return try decoder.decode(type, from: bytes) } catch {
                throw DemoDataProblem.malformed(location(of: file), line: number, "a JSON record with \(fields)")
            }
        }
    }
}
