/// A released checkpoint cannot be imported, or a model not be exported as one.
public enum CheckpointProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The tensors are of none of the released layouts.
    case unknownLayout(file: String, first: String)
    /// A tensor is there that the layout does not have.
    case unknownTensor(file: String, tensor: String, layout: ReleasedLayout)
    /// The folder lacks a file.
    case missingFile(folder: String, name: String, purpose: String)
    /// Two things in the folder do not fit together.
    case mismatch(file: String, reason: String)
    /// The layout cannot express this model.
    case inexpressible(part: String, reason: String)
    /// The folder holds several parts, or none, that could be meant.
    case ambiguous(folder: String, parts: [String])

    public var description: String {
        switch self {
        case .unknownLayout(let file, let first):
            "\(file): is none of REALM's released layouts (its first tensor is \"\(first)\"); expected RealmEmbedder, "
                + "RealmScorer, RealmKnowledgeAugEncoder, RealmReader or RealmForOpenQA. A BERT needs no import: name its "
                + "folder with embedder.start or encoder.start"
        case .unknownTensor(let file, let tensor, let layout):
            "\(file): tensor \"\(tensor)\" is not part of a \(layout.className) of the sizes in config.json"
        case .missingFile(let folder, let name, let purpose):
            "\(folder): there is no \(name), \(purpose); download it to this folder"
        case .mismatch(let file, let reason): "\(file): \(reason)"
        case .inexpressible(let part, let reason):
            "the \(part) cannot be exported: \(reason)"
        case .ambiguous(let folder, let parts):
            parts.isEmpty
                ? "\(folder): has no part that can be exported"
                : "\(folder): has \(parts.joined(separator: ", ")); say with --layout which is meant"
        }
    }
}
