import Bert
import Foundation
import Learning
import LearningTestSupport
import ModelFiles
import Tensors
import Testing

/// The checkpoints that `Tests/Parity/make-checkpoints.py` wrote, and what Hugging Face's classes computed from them.
struct Released {
    struct Expected: Decodable {
        struct Embedding: Decodable {
            let inputs: [[Int32]]
            let vectors: [Double]
        }
        struct Scorer: Decodable {
            let queries, candidates, types: [[Int32]]
            let relevance, query, candidate: [Double]
        }
        struct Encoder: Decodable {
            let ids, types: [Int32]
            let position: Int
            let logits: [Double]
        }
        struct Reader: Decodable {
            let ids, types: [Int32]
            let spans: [[Int64]]
            let logits: [Double]
        }
        struct Question: Decodable {
            let question: String
            let answers: [String]
            let ids: [Int32]
            /// The best five blocks, and f(x, z) of each.
            let blocks: [Int]
            let relevance: [Double]
            /// The block of the answer, and its tokens in the joint sequence, the last one included.
            let block, start, end: Int
            let answer: String
            let probability, retrieverLoss, readerLoss: Double
        }
        let embedder: Embedding
        let scorer: Scorer
        let encoder: Encoder
        let reader: Reader
        let openqa: [Question]
        let texts: [String]
    }

    let expected: Expected
    let scratch: ScratchFolder

    init() throws {
        scratch = try ScratchFolder()
        let file = try Self.fixtures().appending(path: "expected.json")
        expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
    }

    /// The gradients of all parameters of one model, by the parameters' names.
    /// - Parameter model: "scorer", of the sum of its squared scores; "openqa.embedder" or "openqa.reader", of the losses of
    ///   all questions together.
    func gradients(_ model: String) throws -> [String: [Double]] {
        let file = try SafeTensorsFile(reading: Self.fixtures().appending(path: "gradients.safetensors"))
        let names = file.names.filter { $0.hasPrefix("\(model).") }
        let values = try names.map { (String($0.dropFirst(model.count + 1)), try file.tensor(named: $0).floats()) }
        return Dictionary(values, uniquingKeysWith: { first, _ in first }).mapValues { $0.map(Double.init) }
    }

    /// The committed checkpoints, or those that `Tests/Parity/run` draws anew.
    private static func fixtures() throws -> URL {
        if let drawn = ProcessInfo.processInfo.environment["PYRAMIDION_PARITY"] {
            return URL(filePath: drawn).appending(path: "checkpoints")
        }
        return try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    }

    /// A copy of one checkpoint, for a test to change.
    func copy(_ name: String, without removed: [String] = []) throws -> URL {
        let source = try Self.fixtures().appending(path: name)
        let copy = scratch.url.appending(path: "\(name) \(UUID().uuidString.prefix(8))")
        try FileManager.default.copyItem(at: source, to: copy)
        for file in removed { try FileManager.default.removeItem(at: copy.appending(path: file)) }
        return copy
    }

    /// A copy of a checkpoint in PyTorch's format with one tensor raised by one.
    func copy(_ name: String, raising raised: String) throws -> URL {
        let folder = try copy(name)
        let weights = try TorchFile(reading: folder.appending(path: "pytorch_model.bin"))
        #expect(weights.names.contains(raised))
        var tensors: [(name: String, tensor: Tensor)] = []
        for name in weights.names {
            let tensor = try weights.tensor(named: name)
            tensors.append((name, try name == raised ? tensor + 1 : tensor))
        }
        try SafeTensorsFile.write(tensors, to: folder.appending(path: "model.safetensors"))
        return folder
    }

    func folder(_ name: String) -> URL { scratch.url.appending(path: name) }

    /// What lies in the scratch folder, hidden things too.
    var entries: Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: scratch.url.path)) ?? [])
    }
}

/// Sequences without types of their own are of type 0.
func packed(_ rows: [[Int32]], types: [[Int32]]? = nil) -> PackedSequences {
    PackedSequences(
        rows.indices.map { row in
            TokenSequence(ids: rows[row], types: types?[row] ?? Array(repeating: 0, count: rows[row].count))
        })
}
