public import DurableFiles

/// A vocabulary that cannot be used, and why.
public struct VocabularyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Equatable, Sendable {
        case unreadable(FileProblem)
        case empty
        case notUTF8(line: Int)
        case emptyPiece(line: Int)
        case duplicate(piece: String, line: Int, firstLine: Int)
        case tooManyPieces(count: Int)
        case missingSpecialPiece(String)
    }

    /// The file it was read from; nil for a list of pieces made by a program.
    public let path: String?
    public let problem: Problem

    public init(path: String?, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public var description: String {
        switch problem {
        case .unreadable(let cause):
            return "\(cause) (expected a vocabulary: one word piece a line)"
        case .empty:
            return "\(place()): the vocabulary is empty; expected one word piece a line, such as BERT's vocab.txt"
        case .notUTF8(let line):
            return "\(place(line)): not valid UTF-8; save the vocabulary as UTF-8"
        case .emptyPiece(let line):
            return "\(place(line)): an empty line; expected one word piece a line, for its line is its id"
        case .duplicate(let piece, let line, let firstLine):
            return "\(place(line)): \"\(piece)\" stands already on line \(firstLine); each piece must have one id"
        case .tooManyPieces(let count):
            return "\(place()): \(count) word pieces; at most \(Vocabulary.mostPieces) fit into 16-bit ids"
        case .missingSpecialPiece(let piece):
            return "\(place()): the special piece \(piece) is missing; "
                + "expected \(Vocabulary.specialPieces.joined(separator: ", ")) as in BERT's vocab.txt"
        }
    }

    private func place(_ line: Int? = nil) -> String {
        guard let line else { return path ?? "vocabulary" }
        return path.map { "\($0):\(line)" } ?? "vocabulary, piece \(line)"
    }
}
