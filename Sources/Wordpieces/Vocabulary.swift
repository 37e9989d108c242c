public import DurableFiles
public import Foundation

/// The word pieces of a model; the row of a piece is its id.
///
/// A piece that begins with `##` continues a word. Pieces are told apart by their bytes, not by Unicode's canonical
/// equivalence, for the published vocabularies hold pairs that differ in nothing else.
public struct Vocabulary: Sendable {
    /// The most pieces that fit into the 16-bit ids of a block store.
    public static let mostPieces = 65_536
    /// The pieces each vocabulary must have, in BERT's order of mention.
    static let specialPieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    private let pieces: [String]
    let table: PieceTable
    /// The id of `[PAD]`, which fills rows that are shorter than others.
    public let padding: Int32
    /// The id of `[UNK]`, which stands for a word that no pieces make up.
    public let unknown: Int32
    /// The id of `[CLS]`, whose hidden state stands for the whole input.
    public let classification: Int32
    /// The id of `[SEP]`, which ends a segment.
    public let separator: Int32
    /// The id of `[MASK]`, which hides a token that is to be predicted.
    public let mask: Int32
    /// The name of exactly these pieces in this order, the same whatever the line ends of the file were.
    public let fingerprint: Fingerprint

    /// Reads a file of one piece a line, with LF or CRLF line ends.
    /// - Throws: `VocabularyError` when the file cannot be read, or as `init(pieces:)`.
    public init(contentsOf file: URL) throws(VocabularyError) {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw VocabularyError(path: file.path, problem: .unreadable(FileProblem(reading: file, error)))
        }
        var lines = Array(data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var pieces: [String] = []
        pieces.reserveCapacity(lines.count)
        for (row, line) in lines.enumerated() {
            let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            guard let piece = String(validating: bytes, as: UTF8.self) else {
                throw VocabularyError(path: file.path, problem: .notUTF8(line: row + 1))
            }
            pieces.append(piece)
        }
        try self.init(pieces: pieces, path: file.path)
    }

    /// Takes the pieces in the order of their ids.
    /// - Throws: `VocabularyError` when there are none or more than `mostPieces`, when one is empty or stands twice,
    ///   or when one of `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]` and `[MASK]` is missing.
    public init(pieces: [String]) throws(VocabularyError) {
        try self.init(pieces: pieces, path: nil)
    }

    private init(pieces: [String], path: String?) throws(VocabularyError) {
        func refusal(_ problem: VocabularyError.Problem) -> VocabularyError {
            VocabularyError(path: path, problem: problem)
        }
        guard !pieces.isEmpty else { throw refusal(.empty) }
        guard pieces.count <= Self.mostPieces else { throw refusal(.tooManyPieces(count: pieces.count)) }
        if let row = pieces.firstIndex(where: \.isEmpty) { throw refusal(.emptyPiece(line: row + 1)) }
        let table = PieceTable(pieces)
        for (row, piece) in pieces.enumerated() {
            guard let first = table.id(of: piece), first != row else { continue }
            throw refusal(.duplicate(piece: piece, line: row + 1, firstLine: Int(first) + 1))
        }
        func special(_ index: Int) throws(VocabularyError) -> Int32 {
            guard let id = table.id(of: Self.specialPieces[index]) else {
                throw refusal(.missingSpecialPiece(Self.specialPieces[index]))
            }
            return id
        }
        padding = try special(0)
        unknown = try special(1)
        classification = try special(2)
        separator = try special(3)
        mask = try special(4)
        self.pieces = pieces
        self.table = table
        fingerprint = Fingerprint(of: Self.content(pieces))
    }

    /// How many pieces there are; ids run from 0 to one less.
    public var count: Int { pieces.count }

    /// The piece with an id of `0..<count`, with its `##` when it continues a word.
    public subscript(id: Int32) -> String { pieces[Int(id)] }

    /// Whether the piece with an id goes on with the word of the one before it; there is none where the id is not of
    /// `0..<count`.
    public func continuesWord(_ id: Int32) -> Bool {
        pieces.indices.contains(Int(id)) && pieces[Int(id)].utf8.starts(with: "##".utf8)
    }

    /// The id of a piece written as in the vocabulary, with its `##`; nil when it has none.
    public func id(of piece: String) -> Int32? { table.id(of: piece) }

    /// Writes the pieces as a `vocab.txt` that other BERT software reads: one a line, LF line ends.
    /// - Throws: `FileProblem`; what stood there before is then untouched.
    public func write(to file: URL) throws(FileProblem) {
        try DurableFile.write(Self.content(pieces), to: file)
    }

    private static func content(_ pieces: [String]) -> Data {
        Data((pieces.joined(separator: "\n") + "\n").utf8)
    }
}
