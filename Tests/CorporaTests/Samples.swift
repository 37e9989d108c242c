import Corpora
import Foundation
import Randomness
import Wordpieces

/// Texts, and a vocabulary for them, written for these tests.
enum Samples {
    static let lighthouse = """
        The lighthouse of Cap Morel was built in 1843 by J. R. Aubin. It is 41.5 m tall, i.e. about as high as a house \
        of twelve storeys. Its lamp, a gift of the U.S. Navy, was lit on 3 May 1846!

        Dr. Lena Voss asked: "Who keeps the light?" Nobody knew. The last keeper, Mr. Tadeusz Kowal, left in \
        1987... Since then it runs by itself (as do most others).
        """

    static let ferry = """
        A ferry crosses the strait every hour. The crossing takes 35 minutes. In winter, when storms are frequent, the \
        ferry may stay in the harbour for days.
        """

    static let documents = [
        Document(id: "lighthouse", title: "Cap Morel Lighthouse", text: lighthouse),
        Document(id: nil, title: "Strait ferry", text: ferry),
        Document(id: "empty", title: "Nothing", text: " \n\n "),
        Document(id: "café", title: "Café Zur Linde", text: "Das Café liegt am Fluß, 등대. 東京の灯台。それは高い！"),
    ]

    /// Letters, digits, marks, and some whole words, so that any text has many pieces.
    static func tokenizer() throws -> WordpieceTokenizer {
        var pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        let characters = (33..<127).compactMap(Unicode.Scalar.init).filter { !("A"..."Z").contains($0) }.map(
            String.init)
        pieces += characters + characters.map { "##" + $0 }
        // Hangul syllables fall apart into letters, several tokens for one character.
        let letters = "등대".decomposedStringWithCanonicalMapping.unicodeScalars.map(String.init)
        pieces += Set(letters).sorted() + Set(letters).sorted().map { "##" + $0 }
        pieces += ["the", "of", "lighthouse", "ferry", "light", "##house", "##er", "##ing", "was", "in", "harbour"]
        return WordpieceTokenizer(vocabulary: try Vocabulary(pieces: pieces))
    }

    static func jsonl(_ documents: [Document]) throws -> Data {
        var lines = Data()
        for document in documents {
            var fields = ["title": document.title, "text": document.text]
            fields["id"] = document.id
            lines += try JSONSerialization.data(withJSONObject: fields)
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }

    /// A text of words, marks, blank lines and letters of several scripts.
    static func randomText(_ length: Int, using generator: inout SeededGenerator) -> String {
        let parts = [
            "the", "lighthouse", "Mr", "U.S", "e.g", "1987", "3.14", "J", "Kowal", "ferries", ".", ".", ".", "!", "?",
            "...",
            "…", "\"", "”", "(", ")", "[2]", "\n", "\n\n", "\r\n", "\t", "é", "e\u{301}", "東京", "。", "등대", "ß", "🚢",
            "\u{200B}",
            "\u{0}", "\u{7}", "pneumonoultramicroscopicsilicovolcanoconiosis", "،", "؟", "सत्य", "।", "-", "’s",
        ]
        var text = ""
        for _ in 0..<length {
            text += parts.randomElement(using: &generator) ?? ""
            if Int.random(in: 0..<4, using: &generator) > 0 { text += " " }
        }
        return text
    }

    /// Flips, removes, repeats or inserts bytes at a few places.
    static func damaged(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 3: bytes.removeSubrange(place..<min(place + 9, bytes.count))
            default: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
            }
        }
        return bytes
    }
}
