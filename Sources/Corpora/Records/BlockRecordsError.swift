public import DurableFiles
public import Pickles

/// The texts of blocks cannot be read from, or written to, a `block_records.npy`.
public enum BlockRecordsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be opened, read or written.
    case file(FileProblem)
    /// The pickle in the file cannot be read, or asks for more than texts.
    case pickle(PickleProblem)
    /// The file is not an array of texts as NumPy saves it.
    case malformed(file: String, reason: String)
    /// A record, counted from 0, is not text.
    case notUTF8(file: String, record: Int, offset: Int)

    public var description: String {
        switch self {
        case .file(let problem): problem.description
        case .pickle(let problem): problem.description
        case .malformed(let file, let reason): "\(file): \(reason)"
        case .notUTF8(let file, let record, let offset):
            "\(file): record \(record) (byte \(offset)) is not text in UTF-8; convert it, or leave it out of array and index"
        }
    }
}
