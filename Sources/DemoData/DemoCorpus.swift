import Crypto
import DurableFiles
import Foundation

/// The 22,963 passages of the demonstration, in the order of their ids, and which passage each source text became.
package struct DemoCorpus {
    package private(set) var passages: [Passage] = []
    /// The passage that a BoolQ paragraph became, by the paragraph as its source writes it.
    package private(set) var boolQPassages: [[UInt8]: Int] = [:]

    private var seen: [[UInt8]: Int] = [:]

    /// Reads, cleans and numbers the passages of the three sources.
    package init(_ sources: SourceFolder) throws {
        for lead in try WikipediaLead.all(in: sources) {
            add(
                title: TextCleaning.withoutMarkupRemains(TextCleaning.cleaned(lead.title)),
                text: TextCleaning.withoutMarkupRemains(TextCleaning.cleaned(lead.extract)), .vital)
        }
        for paragraph in try BoolQParagraph.all(in: sources) {
            boolQPassages[paragraph.raw] = add(title: paragraph.title, text: paragraph.text, .boolq)
        }
        for paragraph in try SquadParagraph.all(in: sources) { add(title: "", text: paragraph, .squad) }
    }

    /// Compares titles and texts with the values that every machine must arrive at.
    /// - Throws: `DemoDataProblem.differs`.
    package func check() throws {
        let untitled = passages.firstIndex { $0.source == .squad } ?? passages.count
        try Self.check(
            passages.map(\.title), "55b7d97975a046ff80c8ad97430f179dbea9ced98c7276773b2427783743ca84", "titles")
        try Self.check(
            passages[..<untitled].map(\.text), "a1f40b63fbfec6976e40e6967e7abe1cfbb33b63c8a1ed4ffe9c1cfd4e2335e4",
            "texts of the titled passages")
        try Self.check(
            passages.map(\.text), "16681ae27ad8ebfdb50e2910846762906db6eee907723dbbc55477b9a2da031e", "texts")
    }

    private static func check(_ lines: [String], _ expected: String, _ what: String) throws {
        var hash = SHA256()
        for line in lines {
            hash.update(data: Data(line.utf8))
            hash.update(data: Data([UInt8(ascii: "\n")]))
        }
        let found = hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        guard found == expected else { throw DemoDataProblem.differs(what: what, found: found, expected: expected) }
    }

    /// Adds the passage unless one like it is there, and says which id stands for it.
    @discardableResult
    private mutating func add(title: String, text: String, _ source: Passage.Source) -> Int {
        let key = TextCleaning.duplicateKey(text)
        if let former = seen[key] { return former }
        let id = passages.count
        seen[key] = id
        passages.append(Passage(id: id, title: title, text: text, source: source))
        return id
    }
}
