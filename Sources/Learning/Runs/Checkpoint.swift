import DurableFiles
import Foundation
import ModelFiles
import Tensors
import Wordpieces

/// Everything that a run needs to go on as if it had never stopped.
///
/// The order of the data needs no state: each step draws from a random stream named after its number.
struct Checkpoint {
    /// What is kept beside the tensors.
    struct State: Codable, Equatable {
        var formatVersion = 1
        var stage: String
        /// How many steps were made.
        var step: Int
        /// libtorch's generator, which dropout draws from.
        var generator: [UInt8]
        /// What the stage itself must remember, for example its index generation.
        var memory: [String: Int]
        /// What the run was started from; a run goes on only from the same.
        var inputs: String
    }

    private static let stateFile = "state.json"
    /// What a new checkpoint of the same step may replace.
    private static let kind = FolderKind("a checkpoint", markedBy: stateFile)

    let folder: URL
    let state: State

    /// The newest checkpoint of a run, or nil when it has none yet.
    static func current(_ run: RunFolder) throws -> Checkpoint? {
        guard let folder = try CurrentPointer(in: run.checkpoints).read() else { return nil }
        // Every byte is about to be read anyway.
        try DurableFolder.verify(folder, thoroughly: true)
        return Checkpoint(folder: folder, state: try state(in: folder))
    }

    /// What the newest checkpoint remembers for its stage, or nil when there is none; the tensors are not looked at.
    static func memory(of run: RunFolder) throws(FileProblem) -> [String: Int]? {
        guard let folder = try CurrentPointer(in: run.checkpoints).read() else { return nil }
        return try state(in: folder).memory
    }

    private static func state(in folder: URL) throws(FileProblem) -> State {
        let file = folder.appending(path: stateFile)
        do { return try JSONDecoder().decode(State.self, from: Data(contentsOf: file)) } catch {
            throw FileProblem(
                file, "is no state of a training run; write the name of an older checkpoint into the CURRENT above it")
        }
    }

    /// Writes a checkpoint and makes it the current one; the last `kept` stay.
    /// - Parameter documentModel: what made the document vectors, where that is not the embedder among the parts.
    static func save(
        _ state: State, parts: [TrainedPart], optimisers: [AdamW], vocabulary: Vocabulary,
        documentModel: Fingerprint?, run: RunFolder, keeping kept: Int
    ) throws {
        let name = RunFolder.name(ofStep: state.step)
        try DurableFolder.publish(run.checkpoints.appending(path: name), replacing: kind) { folder in
            for part in parts { try part.model.write(in: folder) }
            if let documentModel { try ModelBundle.write(documentModel: documentModel, in: folder) }
            try vocabulary.write(to: folder.appending(path: "vocab.txt"))
            let moments = zip(parts, optimisers).flatMap { part, optimiser in
                optimiser.state.map { ("\(part.model.name)/\($0.name)", $0.tensor) }
            }
            try SafeTensorsFile.write(moments, metadata: [:], to: folder.appending(path: "optimizer.safetensors"))
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try DurableFile.write(encoder.encode(state), to: folder.appending(path: stateFile))
        }
        try CurrentPointer(in: run.checkpoints).swap(to: name)
        RunFolder.prune(run.checkpoints, keeping: kept, current: name)
    }

    /// Puts the checkpoint's values into the parts and the moments into their optimisers.
    func restore(_ parts: [TrainedPart], _ optimisers: [AdamW]) throws {
        let moments = try SafeTensorsFile(reading: folder.appending(path: "optimizer.safetensors"))
        for (part, optimiser) in zip(parts, optimisers) {
            let file = try SafeTensorsFile(reading: folder.appending(path: "\(part.model.name)/model.safetensors"))
            for (name, tensor) in part.model.module.parameters {
                try tensor.assign(from: file.tensor(named: name))
            }
            try optimiser.restore { try moments.tensor(named: "\(part.model.name)/\($0)") }
        }
        try Engine.restoreGenerator(state.generator)
    }
}
