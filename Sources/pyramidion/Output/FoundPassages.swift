import Answering

/// The hits of a search, as text or JSON.
struct FoundPassages: Encodable {
    /// A hit as `--json` prints it.
    struct Hit: Encodable {
        let block: Int
        /// By the search that found it: f(x, z), BM25's score, or BM25 + weight · f(x, z).
        let score: Double
        let title, text: String
    }

    let hits: [Hit]

    init(_ passages: [Passage]) {
        hits = passages.map { Hit(block: $0.block, score: $0.score, title: $0.title, text: $0.text) }
    }

    func write(asJSON: Bool) throws {
        if asJSON { return try StandardOutput.writeJSON(self) }
        if hits.isEmpty { return try StandardOutput.write("nothing found\n") }
        for (place, hit) in hits.enumerated() {
            try StandardOutput.write(
                "\(place + 1). \(hit.title.isEmpty ? "(no title)" : hit.title)   "
                    + "block \(hit.block), score \(Written.number(hit.score))\n   \(Self.opening(hit.text))\n")
        }
    }

    /// About two lines of a text, cut at a space.
    private static func opening(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace)
        var opening = ""
        for word in words {
            guard opening.count + word.count < 200 else { return opening + " …" }
            opening += (opening.isEmpty ? "" : " ") + word
        }
        return opening
    }
}
