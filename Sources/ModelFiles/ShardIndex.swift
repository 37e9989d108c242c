import DurableFiles
import Foundation

/// `model.safetensors.index.json` or `pytorch_model.bin.index.json`: which file of several each tensor is in.
struct ShardIndex {
    /// The names of the files, beside the index.
    let files: [String]
    /// The number in `files` for each tensor.
    let places: [String: Int]

    /// - Throws: `FileProblem` when the file is no such index, or names files elsewhere.
    init(reading url: URL) throws(FileProblem) {
        struct Content: Decodable {
            var weight_map: [String: String]
        }
        let content: Content
        do {
            content = try JSONDecoder().decode(Content.self, from: Data(contentsOf: url))
        } catch is DecodingError {
            throw FileProblem(url, "is no index of shards; expected an object \"weight_map\" of tensors and file names")
        } catch {
            throw FileProblem(reading: url, error)
        }
        let files = Set(content.weight_map.values).sorted()
        let kind = url.lastPathComponent.contains("safetensors") ? ".safetensors" : ".bin"
        for file in files
        where file.contains("/") || file.contains("\\") || file.hasPrefix(".") || !file.hasSuffix(kind) {
            throw FileProblem(url, "names the shard \"\(file)\"; expected the name of a \(kind) file beside it")
        }
        self.files = files
        let numbers = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($0.element, $0.offset) })
        places = content.weight_map.compactMapValues { numbers[$0] }
    }
}
