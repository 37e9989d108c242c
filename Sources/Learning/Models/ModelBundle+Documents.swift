public import Corpora
package import DurableFiles
public import Foundation
public import Realm
public import VectorSearch

/// Which index a model's questions can be compared with.
///
/// Fine-tuning moves Embed(x) and leaves the index as it is, so that a fine-tuned embedder is not the one that made its
/// index. `documents.json` names that one.
extension ModelBundle {
    private static let documents = "documents.json"

    private struct DocumentsFile: Codable {
        let model: Fingerprint
    }

    /// The embedder's weights that made the document vectors; nil where the bundle does not say.
    package func documentModel() throws(FileProblem) -> Fingerprint? {
        let file = folder.appending(path: Self.documents)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            return try JSONDecoder().decode(DocumentsFile.self, from: Data(contentsOf: file)).model
        } catch is DecodingError {
            throw FileProblem(
                file, "does not name a model: expected {\"model\": \"…\"} as fine-tuning writes it; restore the file")
        } catch {
            throw FileProblem(reading: file, error)
        }
    }

    package static func write(documentModel: Fingerprint, in folder: URL) throws(FileProblem) {
        try ModelConfigurationFile.write(DocumentsFile(model: documentModel), folder, name: documents)
    }

    /// Refuses an index generation of another corpus, or whose vectors the embedder's questions cannot be compared with.
    ///
    /// Those that the embedder was trained with can be, and its own. A model that an earlier version fine-tuned does not
    /// name them, and is believed.
    /// - Throws: `VectorIndexError.otherCorpus` or `.otherModel`.
    public func check(_ generation: Generation, of store: BlockStore) throws {
        try generation.check(corpus: store.fingerprint)
        let documents = try documentModel()
        if documents == generation.manifest.model || (documents == nil && parts.contains("reader")) { return }
        let own = try embedderFingerprint()
        if own != generation.manifest.model {
            try generation.check(corpus: store.fingerprint, model: documents ?? own)
        }
    }

    /// The embedder for questions to an index generation that `check` accepts.
    ///
    /// A run that still trains is ahead of its index, or behind it. Its questions are then embedded with the snapshot that
    /// the generation was made with.
    /// - Parameter run: the folder that the bundle was opened by.
    /// - Throws: what `check` throws when there is no such snapshot.
    public func embedder(searching generation: Generation, of store: BlockStore, run: URL) throws -> Embedder {
        do { try check(generation, of: store) } catch let problem as VectorIndexError {
            guard case .otherModel = problem, let embedder = try Self.snapshot(of: generation, RunFolder(run)) else {
                throw problem
            }
            return embedder
        }
        return try embedder()
    }

    /// The embedder that made a generation of a run's own index, while the run trains.
    private static func snapshot(of generation: Generation, _ run: RunFolder) throws -> Embedder? {
        let index = generation.folder.deletingLastPathComponent().standardizedFileURL.path
        guard !run.isDone, index == run.index.standardizedFileURL.path else { return nil }
        return try IndexSnapshot.of(generation, run).embedder
    }
}
