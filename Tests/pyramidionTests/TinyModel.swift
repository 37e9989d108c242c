import Foundation

/// A BERT of one layer with random weights, in the files of a Hugging Face folder.
struct TinyModel {
    var vocabulary = TownGazetteer.vocabulary
    /// `vocab_size` of the weights; as long as the vocabulary unless a test wants otherwise.
    var rows: Int?
    var hidden = 32
    var hasHead = true
    /// `max_position_embeddings`.
    var positions = 128

    private let inner = 64

    /// The shapes of the tensors, under the names of `BertForMaskedLM`.
    var shapes: [String: [Int]] {
        let rows = rows ?? vocabulary.count
        var shapes = [
            "bert.embeddings.word_embeddings.weight": [rows, hidden],
            "bert.embeddings.position_embeddings.weight": [positions, hidden],
            "bert.embeddings.token_type_embeddings.weight": [2, hidden],
        ]
        func add(_ name: String, _ weight: [Int]) {
            shapes["\(name).weight"] = weight
            shapes["\(name).bias"] = [weight[0]]
        }
        let layer = "bert.encoder.layer.0"
        for name in ["query", "key", "value"] { add("\(layer).attention.self.\(name)", [hidden, hidden]) }
        add("\(layer).attention.output.dense", [hidden, hidden])
        add("\(layer).intermediate.dense", [inner, hidden])
        add("\(layer).output.dense", [hidden, inner])
        add("bert.embeddings.LayerNorm", [hidden])
        add("\(layer).attention.output.LayerNorm", [hidden])
        add("\(layer).output.LayerNorm", [hidden])
        if hasHead {
            add("cls.predictions.transform.dense", [hidden, hidden])
            add("cls.predictions.transform.LayerNorm", [hidden])
            shapes["cls.predictions.bias"] = [rows]
        }
        return shapes
    }

    private var configuration: String {
        """
        {"vocab_size": \(rows ?? vocabulary.count), "hidden_size": \(hidden), "num_hidden_layers": 1,
         "num_attention_heads": 2, "intermediate_size": \(inner), "max_position_embeddings": \(positions),
         "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12}
        """
    }

    /// Writes config.json, model.safetensors and vocab.txt.
    /// - Parameter change: alters the shapes that are written.
    func write(to folder: URL, changing change: (inout [String: [Int]]) -> Void = { _ in }) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var shapes = shapes
        change(&shapes)
        try Data(configuration.utf8).write(to: folder.appending(path: "config.json"))
        try Data((vocabulary.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: "vocab.txt"))
        try safeTensors(shapes).write(to: folder.appending(path: "model.safetensors"))
    }

    /// The format by hand: the header's length, the header in JSON, the numbers.
    private func safeTensors(_ shapes: [String: [Int]]) -> Data {
        var header: [String] = []
        var numbers: [Float] = []
        var state: UInt32 = 12345
        for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
            let count = shape.reduce(1, *)
            header.append(
                #""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(4 * numbers.count),\#(4 * (numbers.count + count))]}"#
            )
            let isGain = name.hasSuffix("LayerNorm.weight")
            for _ in 0..<count {
                state = state &* 1_664_525 &+ 1_013_904_223
                numbers.append(isGain ? 1 : (Float(state >> 8) / 16_777_216 - 0.5) * 0.2)
            }
        }
        var json = "{\(header.joined(separator: ","))}"
        while json.utf8.count % 8 != 0 { json += " " }
        var data = Data((0..<8).map { UInt8(truncatingIfNeeded: json.utf8.count >> (8 * $0)) })
        data += Data(json.utf8)
        for number in numbers { data += (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
        return data
    }
}
