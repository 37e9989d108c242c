import DurableFiles
import Foundation
public import Realm
public import VectorSearch
import Wordpieces

/// An index generation together with the embedder that made it: queries must be embedded with the same weights.
public struct IndexSnapshot {
    public let generation: Generation
    public let embedder: Embedder

    /// The step of training whose weights these are.
    public var step: Int { generation.manifest.step }

    /// The current generation of a run's index, or nil when none was published yet.
    /// - Throws: when the generation and its snapshot do not belong together.
    static func current(_ run: RunFolder) throws -> IndexSnapshot? {
        guard let generation = try GenerationFolder(run.index).current() else { return nil }
        let folder = run.snapshots.appending(path: RunFolder.name(ofStep: generation.manifest.step))
        let bundle = try ModelBundle(opening: folder)
        guard try bundle.embedderFingerprint() == generation.manifest.model else {
            throw TrainingProblem.mismatch(
                reason: "\(folder.path) is not the embedder that made \(generation.folder.path); "
                    + "remove \(run.index.path) and run the same command again")
        }
        return IndexSnapshot(generation: generation, embedder: try bundle.embedder())
    }

    /// Publishes the embedder's weights of a step for the refresher.
    static func publish(_ embedder: Embedder, vocabulary: Vocabulary, step: Int, run: RunFolder) throws {
        let name = RunFolder.name(ofStep: step)
        let folder = run.snapshots.appending(path: name)
        if !FileManager.default.fileExists(atPath: folder.path) {
            try DurableFolder.publish(folder) { folder in
                try ModelBundle.write(embedder, in: folder)
                try vocabulary.write(to: folder.appending(path: "vocab.txt"))
            }
        }
        try CurrentPointer(in: run.snapshots).swap(to: name)
    }
}
