import Checkpoints
import DurableFiles
import Foundation
import ModelFiles
import Tensors
import Testing

/// Folders that do not fit: each is refused in words that name the file, and nothing is left behind.
@Suite struct ImportRefusalTests {
    private let released: Released

    init() throws { released = try Released() }

    private func refusal(_ folder: URL) -> String {
        let before = released.entries
        defer { #expect(released.entries == before) }
        do {
            _ = try CheckpointImport.run(folder, to: released.folder("out"))
            return "nothing"
        } catch {
            return "\(error)".replacing(folder.path, with: "F")
        }
    }

    private func write(_ text: String, _ folder: URL, _ name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    /// Rewrites the weights of a copy of the embedder.
    private func embedder(changing change: (inout [String: Tensor]) throws -> Void) throws -> URL {
        let folder = try released.copy("embedder")
        let file = folder.appending(path: "model.safetensors")
        let weights = try SafeTensorsFile(reading: file)
        var tensors: [String: Tensor] = [:]
        for name in weights.names { tensors[name] = try weights.tensor(named: name) }
        try change(&tensors)
        try SafeTensorsFile.write(tensors.map { ($0.key, $0.value) }, to: file)
        return folder
    }

    @Test func missingFilesAreNamed() throws {
        #expect(refusal(released.folder("nowhere")).contains("F: no such folder"))
        #expect(
            refusal(try released.copy("embedder", without: ["config.json"])).hasPrefix("F/config.json: cannot be read"))
        #expect(refusal(try released.copy("embedder", without: ["vocab.txt"])).hasPrefix("F: there is no vocab.txt"))
        #expect(refusal(try released.copy("embedder", without: ["model.safetensors"])).hasPrefix("F: holds no weights"))
        #expect(
            refusal(try released.copy("openqa", without: ["block_records.npy"]))
                == "F: there is no block_records.npy, the texts of the blocks; download it to this folder")
    }

    @Test func tensorsThatDoNotFitAreNamed() throws {
        let missing = try embedder { $0["cls.dense.bias"] = nil }
        #expect(refusal(missing).contains("there is no tensor cls.dense.bias of shape [8]"))
        let wide = try embedder { $0["cls.dense.bias"] = try Tensor.zeros([9]) }
        #expect(refusal(wide).contains("tensor cls.dense.bias has shape [9] where config.json asks for [8]"))
        let more = try embedder { $0["realm.encoder.layer.2.output.dense.bias"] = try Tensor.zeros([16]) }
        #expect(
            refusal(more)
                == "F/model.safetensors: tensor \"realm.encoder.layer.2.output.dense.bias\" is not part of a RealmEmbedder "
                + "of the sizes in config.json")
        let other = try embedder { tensors in
            tensors = ["bert.embeddings.word_embeddings.weight": try Tensor.zeros([1])]
        }
        #expect(refusal(other).contains("is none of REALM's released layouts"))
    }

    @Test func weightsThatAreNoNumbersAreNamed() throws {
        let damaged = try embedder { tensors in
            var values = try #require(tensors["cls.dense.weight"]).floats()
            values[5] = .nan
            tensors["cls.dense.weight"] = try Tensor(values, shape: [8, 16])
        }
        #expect(
            refusal(damaged).hasPrefix(
                "F/model.safetensors: tensor cls.dense.weight holds values that are infinite or no numbers"))

        let folder = try released.copy("openqa", without: ["pytorch_model.bin"])
        let file = folder.appending(path: "model.safetensors")
        let weights = try SafeTensorsFile(reading: file)
        var tensors: [(name: String, tensor: Tensor)] = []
        for name in weights.names {
            let tensor = try weights.tensor(named: name)
            var values = try tensor.floats()
            if name == "block_emb" { values[8 * 3] = .infinity }
            tensors.append((name, try Tensor(values, shape: tensor.shape)))
        }
        try SafeTensorsFile.write(tensors, to: file)
        #expect(
            refusal(folder)
                == "F/model.safetensors: row 3 of tensor block_emb holds values that are infinite or no numbers; copy or "
                + "download the file again")
    }

    @Test func configurationsThatDoNotFitAreNamed() throws {
        let folder = try released.copy("embedder")
        let text = try String(contentsOf: folder.appending(path: "config.json"), encoding: .utf8)
        func changed(_ old: String, _ new: String) throws -> String {
            #expect(text.contains(old))
            try write(text.replacing(old, with: new), folder, "config.json")
            return refusal(folder)
        }
        #expect(try changed("\"vocab_size\": 145", "\"vocab_size\": 144").contains("vocab.txt has 145 word pieces"))
        #expect(
            try changed("\"hidden_size\": 16", "\"hidden_size\": \"16\"").contains(
                "key hidden_size is not a whole number"))
        #expect(
            try changed("\"hidden_size\": 16", "\"hidden_size\": 18").contains(
                "is not a multiple of num_attention_heads"))
        #expect(try changed("\"gelu_new\"", "\"relu\"").contains("key hidden_act has a value that is not known here"))
        #expect(try changed("\"max_span_width\": 4", "\"max_span_width\": 0").contains("F/config.json"))
        #expect(try changed("\"reader_beam_size\": 3", "\"reader_beam_size\": 0").contains("F/config.json"))
        try write("{\"do_lower_case\": 5}", folder, "tokenizer_config.json")
        try write(text, folder, "config.json")
        #expect(refusal(folder).contains("F/tokenizer_config.json: is no tokenizer's configuration"))
    }

    @Test func recordsAndVectorsMustBeOfOneRelease() throws {
        let folder = try released.copy("openqa", without: ["model.safetensors"])
        let file = folder.appending(path: "block_records.npy")
        let records = [UInt8](try Data(contentsOf: file))
        // One record fewer, in the header and in the pickle.
        var fewer = records
        let header = try #require(fewer.indices.first { fewer[$0...].starts(with: Array("(13,)".utf8)) })
        fewer[header + 2] = UInt8(ascii: "2")
        try Data(fewer).write(to: file)
        #expect(refusal(folder).contains("has 12 records where block_emb has 13 vectors"))
        // Cut off in the last record: found only after the others were written.
        try Data(records.dropLast(40)).write(to: file)
        #expect(refusal(folder).contains("in the middle of a pickle"))
        var hostile = records
        let name = try #require(hostile.indices.first { hostile[$0...].starts(with: Array("cnumpy\nndarray".utf8)) })
        hostile.replaceSubrange(name..<name + 14, with: Array("cposix\nsystem\n".utf8))
        try Data(hostile).write(to: file)
        #expect(refusal(folder).contains("asks for Python's posix.system"))
    }

    @Test func aScorerOfTwoTowersIsRefused() throws {
        let folder = try released.copy("scorer", raising: "query_embedder.realm.pooler.dense.bias")
        #expect(
            refusal(folder).contains(
                "query_embedder.realm.pooler.dense.bias differs from embedder.realm.pooler.dense.bias; one tower serves"
            ))
    }

    @Test func anEncoderWhoseOutputIsNotItsInputIsRefused() throws {
        let matrix = try released.copy("encoder", raising: "cls.predictions.decoder.weight")
        #expect(
            refusal(matrix)
                == "F/model.safetensors: cls.predictions.decoder.weight differs from "
                + "realm.embeddings.word_embeddings.weight; the encoder has one of both here, as in the released "
                + "checkpoints")
        let bias = try released.copy("encoder", raising: "cls.predictions.decoder.bias")
        #expect(refusal(bias).contains("cls.predictions.decoder.bias differs from cls.predictions.bias"))
    }

    @Test func nothingThatIsThereIsReplaced() throws {
        let folder = try released.copy("embedder")
        let out = released.folder("occupied")
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        try write("keep me", out, "notes.txt")
        let problem = #expect(throws: FileProblem.self) { try CheckpointImport.run(folder, to: out) }
        #expect(problem == FileProblem(out, "is there already and not empty; name another folder with --out"))
        #expect(throws: FileProblem.self) { try CheckpointExport.run(folder, to: out) }
        #expect(try String(contentsOf: out.appending(path: "notes.txt"), encoding: .utf8) == "keep me")
    }
}
