public import DurableFiles
public import Pickles

/// A file that PyTorch saved cannot be read.
public enum TorchFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be opened or read.
    case file(FileProblem)
    /// The pickle that names the tensors cannot be read, or asks for more than tensors.
    case pickle(PickleProblem)
    /// The file is not laid out as PyTorch does it.
    case malformed(file: String, reason: String)
    /// What the file says about one tensor cannot be.
    case malformedTensor(file: String, tensor: String, reason: String)
    /// There is no tensor of this name.
    case missingTensor(file: String, tensor: String, names: Int)

    public var description: String {
        switch self {
        case .file(let problem): problem.description
        case .pickle(let problem): problem.description
        case .malformed(let file, let reason): "\(file): \(reason)"
        case .malformedTensor(let file, let tensor, let reason): "\(file): tensor \"\(tensor)\": \(reason)"
        case .missingTensor(let file, let tensor, let names):
            "\(file): has no tensor \"\(tensor)\" among its \(names); check that the file belongs to this kind of model"
        }
    }
}
