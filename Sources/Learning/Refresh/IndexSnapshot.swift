import DurableFiles
import Foundation
public import Realm
public import VectorSearch
package import Wordpieces

/// An index generation together with the embedder that made it: queries must be embedded with the same weights.
public struct IndexSnapshot {
    public let generation: Generation
    public let embedder: Embedder

    /// The step of training whose weights these are.
    public var step: Int { generation.manifest.step }

    package init(_ generation: Generation, _ embedder: Embedder) {
        self.generation = generation
        self.embedder = embedder
    }

    /// The current generation of a run's index, or nil when none was published yet.
    /// - Throws: when the generation and its snapshot do not belong together.
    package static func current(_ run: RunFolder) throws -> IndexSnapshot? {
        try GenerationFolder(run.index).current().map { try of($0, run) }
    }

    /// A generation of a run with its snapshot.
    /// - Throws: `TrainingProblem.mismatch` when the snapshot is gone, or is not the one that made the generation.
    static func of(_ generation: Generation, _ run: RunFolder) throws -> IndexSnapshot {
        let folder = run.snapshots.appending(path: RunFolder.name(ofStep: generation.manifest.step))
        func mismatch(_ verb: String) -> TrainingProblem {
            .mismatch(
                reason: "\(folder.path) \(verb) the embedder that made \(generation.folder.path); "
                    + "wait for the run's next index, or run its training again, which builds what it lacks")
        }
        guard FileManager.default.fileExists(atPath: folder.path) else { throw mismatch("is gone:") }
        let bundle = try ModelBundle(opening: folder)
        guard try bundle.embedderFingerprint() == generation.manifest.model else { throw mismatch("is not") }
        return IndexSnapshot(generation, try bundle.embedder())
    }

    /// Publishes the embedder's weights of a step for the refresher.
    ///
    /// What lies there of the same step is replaced: it was left by a run that was ended and may have had other weights.
    package static func publish(_ embedder: Embedder, vocabulary: Vocabulary, step: Int, run: RunFolder) throws {
        let name = RunFolder.name(ofStep: step)
        try DurableFolder.publish(run.snapshots.appending(path: name), replacing: ModelBundle.kind) { folder in
            try ModelBundle.write(embedder, in: folder)
            try vocabulary.write(to: folder.appending(path: "vocab.txt"))
        }
        try CurrentPointer(in: run.snapshots).swap(to: name)
    }
}
