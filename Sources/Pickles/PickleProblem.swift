public import DurableFiles

/// A pickle is damaged, or asks for more than reading data takes.
///
/// Python's pickles are programs. Here none is run: what is not plain data ends the reading.
public enum PickleProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be read.
    case file(FileProblem)
    /// The pickle ends before its last instruction is whole.
    case truncated(file: String, offset: Int)
    /// The instruction is none of those that plain data needs.
    case forbiddenInstruction(file: String, offset: Int, code: UInt8)
    /// The pickle names something of Python's that is not on the list of what these files need.
    case forbiddenName(file: String, offset: Int, name: String)
    /// Something is longer, or there is more of it, than such a file can need.
    case tooLarge(file: String, offset: Int, what: String, limit: Int)
    /// The instructions make no sense in their order.
    case malformed(file: String, offset: Int, reason: String)

    public var description: String {
        switch self {
        case .file(let problem): problem.description
        case .truncated(let file, let offset):
            "\(file): ends at byte \(offset), in the middle of a pickle; copy or download it again"
        case .forbiddenInstruction(let file, let offset, let code):
            "\(file): byte \(offset): the pickle has the instruction 0x\(Self.hexadecimal(code)), which no plain data "
                + "needs; it is damaged, or not of this kind, and nothing of it was run"
        case .forbiddenName(let file, let offset, let name):
            "\(file): byte \(offset): the pickle asks for Python's \(name), which no tensors or texts need; such a file "
                + "can run programs when Python loads it, and nothing of it was run here"
        case .tooLarge(let file, let offset, let what, let limit):
            "\(file): byte \(offset): \(what) of the pickle exceeds \(limit); it is damaged, or not of this kind"
        case .malformed(let file, let offset, let reason):
            "\(file): byte \(offset): damaged pickle: \(reason); copy or download it again"
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
