/// BERT's tokenizer (Devlin and others 2019): basic tokenisation, then for each word the longest pieces from the left.
///
/// Ids and offsets equal those of Hugging Face's fast tokenizer on any text, but for one thing: a range here takes
/// in the combining marks stripped from its last letter, so that an answer cut out of a text keeps its accents.
public struct WordpieceTokenizer: Sendable {
    public let vocabulary: Vocabulary
    private let basic: BasicTokenizer
    private let longestWord: Int
    /// The special pieces to be kept whole when a text has them written out; none unless asked for.
    private let literals: [(bytes: [UInt8], id: Int32)]

    /// - Parameters:
    ///   - lowercases: Lower-case and strip accents, as the `uncased` models want.
    ///   - longestWord: Words of more scalars than that are unknown; 100 in Hugging Face's code, 200 in Google's.
    ///   - readsSpecialPieces: Whether `[MASK]` or another special piece written out in a text is that piece, as in a
    ///     query with blanks, or (in documents, which may hold anything) the characters it is written with.
    public init(
        vocabulary: Vocabulary, lowercases: Bool = true, longestWord: Int = 100, readsSpecialPieces: Bool = false
    ) {
        self.vocabulary = vocabulary
        self.longestWord = longestWord
        basic = BasicTokenizer(lowercases: lowercases)
        literals =
            !readsSpecialPieces
            ? []
            : Vocabulary.specialPieces.compactMap { piece in vocabulary.id(of: piece).map { (Array(piece.utf8), $0) } }
    }

    /// The pieces of a text, without `[CLS]` and `[SEP]`, each with its place in the text.
    public func tokens(of text: String) -> [Token] {
        let bytes = Array(text.utf8)
        var tokens: [Token] = []
        tokens.reserveCapacity(bytes.count / 4)
        var hashes: [UInt64] = []
        basic.forEachWord(in: bytes) { position in
            guard let literal = literal(in: bytes, at: position) else { return 0 }
            tokens.append(Token(id: literal.id, range: position..<position + literal.bytes.count))
            return literal.bytes.count
        } _: { word in
            appendPieces(of: word, to: &tokens, &hashes)
        }
        return tokens
    }

    /// The ids of `tokens(of:)`.
    public func ids(of text: String) -> [Int32] { tokens(of: text).map(\.id) }

    /// The words the pieces make up, parted by single spaces; an id outside the vocabulary reads `[UNK]`.
    public func text(of ids: [Int32]) -> String {
        var text = ""
        for id in ids {
            let piece = vocabulary[id >= 0 && id < vocabulary.count ? id : vocabulary.unknown]
            if piece.utf8.count > 2, piece.utf8.starts(with: "##".utf8), !text.isEmpty {
                text.unicodeScalars.append(contentsOf: piece.unicodeScalars.dropFirst(2))
            } else {
                if !text.isEmpty { text += " " }
                text += piece
            }
        }
        return text
    }

    /// The normalised words of a text before they are cut into pieces.
    package func words(of text: String) -> [String] {
        var words: [String] = []
        basic.forEachWord(in: Array(text.utf8)) { words.append(String(decoding: $0.bytes, as: UTF8.self)) }
        return words
    }

    private func literal(in text: [UInt8], at position: Int) -> (bytes: [UInt8], id: Int32)? {
        literals.first { text[position...].starts(with: $0.bytes) }
    }

    /// Greedy longest match; one part that no piece fits makes the whole word unknown.
    private func appendPieces(of word: Word, to tokens: inout [Token], _ hashes: inout [UInt64]) {
        let bytes = word.bytes
        let before = tokens.count
        var start = word.scalarCount > longestWord ? -1 : 0
        while start >= 0, start < bytes.count {
            guard let (id, end) = longestPiece(of: bytes, from: start, &hashes) else {
                start = -1
                break
            }
            tokens.append(Token(id: id, range: word.place(of: start..<end)))
            start = end
        }
        if start < 0 {
            tokens.removeSubrange(before...)
            tokens.append(Token(id: vocabulary.unknown, range: word.place(of: bytes.indices)))
        }
    }

    private func longestPiece(of word: [UInt8], from start: Int, _ hashes: inout [UInt64]) -> (id: Int32, end: Int)? {
        let position: PieceTable.Position = start == 0 ? .first : .continuing
        var hash = PieceTable.seed(position)
        hashes.removeAll(keepingCapacity: true)
        for index in start..<word.count {
            hash = PieceTable.extended(hash, by: word[index])
            hashes.append(hash)
        }
        var end = word.count
        while end > start {
            // Pieces are whole scalars, so a match that ends inside one cannot be.
            if let id = vocabulary.table.id(of: word, start..<end, hash: hashes[end - start - 1], position: position) {
                return (id, end)
            }
            end -= 1
        }
        return nil
    }
}
