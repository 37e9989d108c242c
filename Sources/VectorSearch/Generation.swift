public import DurableFiles
public import Foundation

/// One immutable index with what it was made from.
///
/// It stays usable after newer ones are published.
public struct Generation: Sendable {
    /// What it holds and was made from.
    public let manifest: IndexManifest
    /// The vectors.
    public let index: ExactIndex
    /// Where it lies.
    public let folder: URL

    /// Opens a published generation.
    /// - Parameter thoroughly: compare every byte with its checksum instead of lengths only.
    /// - Throws: `FileProblem` or `VectorIndexError` that says what is missing or differs.
    public init(opening folder: URL, thoroughly: Bool = false) throws {
        try DurableFolder.verify(folder, thoroughly: thoroughly)
        self.folder = folder
        manifest = try IndexManifest(of: folder)
        index = try ExactIndex(in: folder, describedBy: manifest)
    }

    /// Refuses an index that does not belong to the corpus, or to the model where one is given.
    public func check(corpus: Fingerprint, model: Fingerprint? = nil) throws(VectorIndexError) {
        guard manifest.corpus == corpus else {
            throw .otherCorpus(folder: folder.path, index: manifest.corpus, expected: corpus)
        }
        if let model, manifest.model != model {
            throw .otherModel(folder: folder.path, index: manifest.model, expected: model)
        }
    }
}
