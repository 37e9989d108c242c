public import DurableFiles
import Foundation

/// What a block store says of itself.
public struct BlockStoreManifest: Codable, Sendable, Equatable {
    /// The word by which a manifest of a block store is recognised.
    public static let format = "pyramidion block store"
    /// The version of the layout that this program writes and reads.
    public static let version = 1

    public internal(set) var format = BlockStoreManifest.format
    public internal(set) var version = BlockStoreManifest.version
    public internal(set) var blocks: Int
    public internal(set) var documents: Int
    /// The word pieces of all blocks, titles aside.
    public internal(set) var tokens: Int
    public internal(set) var options: BlockOptions
    /// The fingerprint of the vocabulary that the tokens are numbers in.
    public internal(set) var vocabulary: Fingerprint
    /// The fingerprint of settings, vocabulary, tokens, texts and titles.
    public internal(set) var content: Fingerprint

    /// Reads and checks the manifest in `folder`.
    static func read(from folder: URL) throws(FileProblem) -> BlockStoreManifest {
        struct Head: Decodable {
            var format: String
            var version: Int
        }
        let file = folder.appending(path: BlockStoreFiles.manifest)
        let data: Data
        do { data = try Data(contentsOf: file) } catch { throw FileProblem(reading: file, error) }
        guard let head = try? JSONDecoder().decode(Head.self, from: data), head.format == format else {
            throw FileProblem(file, "is not the manifest of a block store; name a folder that `corpus build` made")
        }
        guard head.version == version else {
            throw FileProblem(
                file,
                "is of version \(head.version) where this program reads version \(version); build the corpus again")
        }
        guard let manifest = try? JSONDecoder().decode(BlockStoreManifest.self, from: data),
            manifest.blocks > 0, manifest.documents > 0, manifest.tokens > 0,
            max(manifest.blocks, manifest.documents, manifest.tokens) < 1 << 48
        else {
            throw FileProblem(file, "lacks counts, settings or fingerprints, or has wrong ones; build the corpus again")
        }
        return manifest
    }
}
