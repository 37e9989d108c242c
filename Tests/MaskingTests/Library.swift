import DurableFiles
import Masking
import Wordpieces

/// A few blocks in memory, cut into sentences at full stops and tokenised letter by letter where a word is not known.
struct Library: TokenisedBlocks {
    struct Page {
        let title: String
        let text: String
        let sentences: [Range<Int>]
        let tokens: [UInt16]
        let tokenRanges: [Range<Int>]
    }

    static let letters = "abcdefghijklmnopqrstuvwxyz0123456789.,'-()".map(String.init)
    let pages: [Page]
    let vocabulary: Vocabulary

    init(_ texts: [(title: String, text: String)], words: [String] = []) throws {
        let pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + Self.letters
        let vocabulary = try Vocabulary(pieces: pieces + Self.letters.map { "##" + $0 } + words)
        self.vocabulary = vocabulary
        let tokenizer = WordpieceTokenizer(vocabulary: vocabulary)
        pages = texts.map { title, text in
            let tokens = tokenizer.tokens(of: text)
            var sentences: [Range<Int>] = []
            var start = 0
            for index in tokens.indices {
                let isStop = tokens[index].id == vocabulary.id(of: ".")
                let isEnd =
                    index == tokens.count - 1 || tokens[index].range.upperBound < tokens[index + 1].range.lowerBound
                guard (isStop && isEnd) || index == tokens.count - 1 else { continue }
                sentences.append(start..<index + 1)
                start = index + 1
            }
            return Page(
                title: title, text: text, sentences: sentences, tokens: tokens.map { UInt16($0.id) },
                tokenRanges: tokens.map(\.range))
        }
    }

    var count: Int { pages.count }
    var fingerprint: Fingerprint { Fingerprint(of: pages.map { $0.title + "\n" + $0.text }.joined(separator: "\n\n")) }
    func tokens(of block: Int) -> [UInt16] { pages[block].tokens }
    func tokenRanges(of block: Int) -> [Range<Int>] { pages[block].tokenRanges }
    func sentences(of block: Int) -> [Range<Int>] { pages[block].sentences }
    func text(of block: Int) -> String { pages[block].text }
    func title(of block: Int) -> String { pages[block].title }
    func titleTokens(of block: Int) -> [UInt16] { [] }
    func document(of block: Int) -> Int { block }
}

extension Library {
    /// Pages that tell of the same people and places, so that one can fill in another's blanks.
    static func ofAstronomers() throws -> Library {
        let words = [
            "the", "of", "in", "and", "was", "she", "he", "at", "comet", "telescope", "sky", "saw", "first", "her",
            "discovered", "observatory", "born", "worked", "with", "from", "house", "large", "new", "night", "caroline",
            "herschel", "william", "bath", "slough", "hanover",
        ]
        return try Library(
            [
                (
                    "Caroline Herschel",
                    "Caroline Herschel was born in Hanover in 1750. She worked with her brother at a house in Bath, and "
                        + "swept the sky with a large telescope from Slough."
                ),
                (
                    "William Herschel",
                    "The astronomer William Herschel was born in Hanover. In 1781 he saw a new planet from the house "
                        + "in Bath. His sister Caroline Herschel discovered a comet in 1786."
                ),
                (
                    "Forty-foot telescope",
                    "The large telescope at Slough was first pointed at the sky by William Herschel in 1787."
                ),
                ("Baths", "A house at the spring was built of stone, and the stone was from Bath, the city of wells."),
            ], words: words)
    }
}
