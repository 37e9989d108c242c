import Foundation
import Pickles

/// The tensors that the pickle of a state dictionary names.
struct StateDictionary {
    private(set) var tensors: [String: TorchTensor] = [:]

    /// What of Python's a state dictionary needs.
    static let names = Set(TorchStorageType.allCases.map(\.rawValue))
        .union([orderedDictionary, rebuildTensor, rebuildOldTensor, rebuildParameter])
    /// A state dictionary of hundreds of tensors takes some hundred kilobytes.
    static let limits = PickleReader.Limits(bytes: 1 << 24, value: 1 << 16)

    private static let orderedDictionary = "collections OrderedDict"
    private static let rebuildTensor = "torch._utils _rebuild_tensor_v2"
    private static let rebuildOldTensor = "torch._utils _rebuild_tensor"
    private static let rebuildParameter = "torch._utils _rebuild_parameter"

    /// - Throws: `TorchFileError` when the pickle is no dictionary of names and tensors.
    init(_ graph: PickleGraph, _ file: URL) throws(TorchFileError) {
        guard let entries = Self.entries(graph, graph.root) else {
            throw .malformed(
                file: file.path,
                reason: "holds no state dictionary; expected what torch.save(model.state_dict(), …) writes")
        }
        var storages: [String: TorchStorage] = [:]
        for place in stride(from: 0, to: entries.count, by: 2) {
            guard case .text(let name) = entries[place] else {
                throw .malformed(file: file.path, reason: "a key of the state dictionary is not text")
            }
            let tensor: TorchTensor
            do { tensor = try Self.tensor(graph, entries[place + 1]) } catch {
                throw .malformedTensor(file: file.path, tensor: name, reason: error.reason)
            }
            if let problem = tensor.problem {
                throw .malformedTensor(file: file.path, tensor: name, reason: problem)
            }
            let storage = tensor.storage
            guard storages.updateValue(storage, forKey: storage.key) ?? storage == storage else {
                throw .malformedTensor(
                    file: file.path, tensor: name, reason: "its storage \(storage.key) is described in two ways")
            }
            guard tensors.updateValue(tensor, forKey: name) == nil else {
                throw .malformedTensor(file: file.path, tensor: name, reason: "the name occurs twice")
            }
        }
    }

    private struct Problem: Error {
        let reason: String
    }

    /// Keys and values in turn.
    private static func entries(_ graph: PickleGraph, _ value: PickleGraph.Value) -> [PickleGraph.Value]? {
        if let dictionary = graph.node(value, .dictionary) { return dictionary.entries }
        guard graph.arguments(value, ofCall: orderedDictionary)?.isEmpty == true else { return nil }
        return graph.node(value, .call)?.entries
    }

    private static func tensor(_ graph: PickleGraph, _ value: PickleGraph.Value) throws(Problem) -> TorchTensor {
        if let parameter = graph.arguments(value, ofCall: rebuildParameter) {
            // One step, not as many as a hostile file likes: a parameter is of a tensor, never of another parameter.
            return try plainTensor(graph, parameter.first)
        }
        return try plainTensor(graph, value)
    }

    /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, …)`, or the first four as of old.
    private static func plainTensor(
        _ graph: PickleGraph, _ value: PickleGraph.Value?
    ) throws(Problem) -> TorchTensor {
        guard
            let arguments = graph.arguments(value, ofCall: rebuildTensor)
                ?? graph.arguments(value, ofCall: rebuildOldTensor)
        else { throw Problem(reason: "is not a tensor; a state dictionary holds tensors only") }
        guard arguments.count >= 4, case .int(let offset) = arguments[1], let shape = graph.integers(arguments[2]),
            let strides = graph.integers(arguments[3])
        else { throw Problem(reason: "its offset, shape and strides are not whole numbers") }
        return TorchTensor(
            storage: try storage(graph, arguments[0]), offset: offset, shape: shape, strides: strides)
    }

    /// `("storage", type, key, device, elements)`, behind which old files have a place for views, which is empty.
    private static func storage(_ graph: PickleGraph, _ value: PickleGraph.Value) throws(Problem) -> TorchStorage {
        guard let name = graph.node(value, .persistent)?.parts[0], let parts = graph.tuple(name), parts.count >= 5,
            parts[0] == .text("storage"), case .global(let type) = parts[1], case .text(let key) = parts[2],
            case .int(let count) = parts[4], parts.count == 5 || parts[5] == .none,
            let type = TorchStorageType(rawValue: type)
        else { throw Problem(reason: "its storage is not described as PyTorch does it") }
        return TorchStorage(key: key, type: type, count: count)
    }
}
