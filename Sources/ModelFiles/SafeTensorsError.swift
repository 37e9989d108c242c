public import DurableFiles

/// A safetensors file cannot be read or written.
public enum SafeTensorsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be opened, read or written.
    case file(FileProblem)
    /// The file ends before what its header promises.
    case truncated(file: String, bytes: UInt64, needed: UInt64)
    /// The length of the header, which stands first, is absurd.
    case headerTooLarge(file: String, bytes: UInt64, limit: UInt64)
    /// The header is not the JSON that it should be, from `offset` in the file on.
    case malformedHeader(file: String, offset: Int, reason: String)
    /// What the header says about one tensor cannot be.
    case malformedTensor(file: String, tensor: String, reason: String)
    /// There is no tensor of this name.
    case missingTensor(file: String, tensor: String, names: Int)

    public var description: String {
        switch self {
        case .file(let problem): problem.description
        case .truncated(let file, let bytes, let needed):
            "\(file): has \(bytes) bytes where its header promises \(needed); copy or download it again"
        case .headerTooLarge(let file, let bytes, let limit):
            "\(file): claims a header of \(bytes) bytes, more than \(limit); it is probably not a safetensors file"
        case .malformedHeader(let file, let offset, let reason):
            "\(file): damaged header at byte \(offset): \(reason); copy or download it again"
        case .malformedTensor(let file, let tensor, let reason): "\(file): tensor \"\(tensor)\": \(reason)"
        case .missingTensor(let file, let tensor, let names):
            "\(file): has no tensor \"\(tensor)\" among its \(names); check that the file belongs to this kind of model"
        }
    }
}
