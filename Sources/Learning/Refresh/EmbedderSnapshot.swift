import DurableFiles
import Foundation
import VectorSearch

/// The embedder's weights of one step, as the trainer left them for its refreshers.
struct EmbedderSnapshot {
    /// Where they lie.
    let folder: URL
    /// The step of training whose weights these are.
    let step: Int
    /// What an index generation that was made with them calls them.
    let model: Fingerprint

    private static let weights = "embedder/model.safetensors"

    /// The snapshot of one step.
    /// - Throws: `FileProblem` when it is not there.
    init(_ run: RunFolder, step: Int) throws(FileProblem) {
        folder = run.snapshots.appending(path: RunFolder.name(ofStep: step))
        self.step = step
        guard let model = try DurableFolder.listedFingerprint(of: Self.weights, in: folder) else {
            throw FileProblem(folder, "holds no embedder; remove it, and run the training again")
        }
        self.model = model
    }

    /// The newest snapshot of a run, or nil when there is none yet.
    /// - Throws: `FileProblem` when the pointer to it is damaged.
    static func newest(_ run: RunFolder) throws -> EmbedderSnapshot? {
        let pointer = CurrentPointer(in: run.snapshots)
        guard let name = try pointer.read()?.lastPathComponent, let step = RunFolder.step(ofName: name) else {
            return nil
        }
        do { return try EmbedderSnapshot(run, step: step) } catch {
            // A trainer that goes back to a checkpoint moves the pointer and removes later ones; who asks looks again.
            guard try pointer.read()?.lastPathComponent != name else { throw error }
            return nil
        }
    }

    /// Whether it is still there, with the same weights; cheap enough to ask often.
    ///
    /// A trainer that goes back to a checkpoint removes later ones, and may come to other weights at the same step.
    var isThere: Bool { (try? DurableFolder.listedFingerprint(of: Self.weights, in: folder)) == model }

    /// Whether a generation was made with these weights.
    func made(_ generation: IndexManifest) -> Bool { generation.step == step && generation.model == model }
}
