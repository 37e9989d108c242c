import Wordpieces
import Bert
import DurableFiles
import Foundation
import Learning
import LearningTestSupport
import ModelFiles
import Realm
import Tensors
import Testing

@Suite struct ModelBundleTests {
    /// A bundle with all parts.
    private func bundle(_ world: TinyWorld) throws -> URL {
        let folder = world.folder("bundle")
        try write(world.embedder(), world.encoder(), world.reader(), world, to: folder)
        return folder
    }

    private func write(
        _ embedder: Embedder, _ encoder: KnowledgeAugmentedEncoder, _ reader: SpanReader, _ world: TinyWorld,
        to folder: URL
    ) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try ModelBundle.write(embedder, in: folder)
        try ModelBundle.write(encoder, in: folder)
        try ModelBundle.write(reader, in: folder)
        try world.vocabulary.write(to: folder.appending(path: "vocab.txt"))
    }

    @Test func whatIsReadAndWrittenAgainIsTheSameToTheByte() throws {
        let world = try TinyWorld()
        let folder = try bundle(world)
        let opened = try ModelBundle(opening: folder)
        #expect(opened.parts == ["embedder", "encoder", "reader"])
        try write(opened.embedder(), opened.encoder(), opened.reader(), world, to: world.folder("again"))
        #expect(try ScratchFolder.contents(world.folder("again")) == ScratchFolder.contents(folder))
    }

    private func words(_ world: TinyWorld, _ folder: URL, _ part: String = "embedder") -> String {
        do {
            let bundle = try ModelBundle(opening: folder)
            switch part {
            case "embedder": _ = try bundle.embedder()
            case "encoder": _ = try bundle.encoder()
            default: _ = try bundle.reader()
            }
            return "nothing"
        } catch {
            return "\(error)".replacingOccurrences(of: folder.path, with: "bundle")
        }
    }

    /// Changes the tensors of a part.
    private func change(
        _ folder: URL, _ part: String, _ body: (inout [(name: String, tensor: Tensor)]) throws -> Void
    ) throws {
        let file = folder.appending(path: "\(part)/model.safetensors")
        let kept = try SafeTensorsFile(reading: file)
        var tensors = try kept.names.map { (name: $0, tensor: try kept.tensor(named: $0)) }
        try body(&tensors)
        try SafeTensorsFile.write(tensors, to: file)
    }

    @Test func missingExtraAndWrongTensorsAreNamed() throws {
        let world = try TinyWorld()
        let folder = try bundle(world)
        #expect(words(world, folder) == "nothing")
        try change(folder, "embedder") { tensors in tensors.removeAll { $0.name == "cls.dense.bias" } }
        #expect(
            words(world, folder) == "bundle/embedder/model.safetensors: there is no tensor bias of shape [8]; "
                + "is it another model?"
                || words(world, folder).contains("there is no tensor cls.dense.bias of shape [8]"))
        try change(folder, "encoder") { tensors in
            tensors.append((name: "cls.seq_relationship.weight", tensor: try Tensor.zeros([2, 16])))
        }
        #expect(
            words(world, folder, "encoder")
                == "bundle/encoder/model.safetensors: tensor cls.seq_relationship.weight is "
                + "not part of the encoder that config.json describes")
        try change(folder, "reader") { tensors in
            for index in tensors.indices where tensors[index].name == "qa_outputs.dense_output.weight" {
                tensors[index].tensor = try Tensor.zeros([1, 9])
            }
        }
        #expect(words(world, folder, "reader").contains("has shape [1, 9] where config.json asks for [1, 8]"))
    }

    @Test(arguments: ["embedder", "encoder", "reader"])
    func weightsThatAreNoNumbersAreNamed(part: String) throws {
        let world = try TinyWorld()
        let folder = try bundle(world)
        let name = "realm.embeddings.word_embeddings.weight"
        try change(folder, part) { tensors in
            for index in tensors.indices where tensors[index].name == name {
                var values = try tensors[index].tensor.floats()
                values[values.count - 1] = .nan
                tensors[index].tensor = try Tensor(values, shape: tensors[index].tensor.shape)
            }
        }
        #expect(
            words(world, folder, part).hasPrefix(
                "bundle/\(part)/model.safetensors: tensor \(name) holds values that are infinite or no numbers"))
    }

    @Test func configurationsThatDoNotFitAreNamed() throws {
        let world = try TinyWorld()
        let folder = try bundle(world)
        let file = folder.appending(path: "embedder/config.json")
        let good = try String(contentsOf: file, encoding: .utf8)
        func with(_ old: String, _ new: String) throws -> String {
            #expect(good.contains(old))
            try Data(good.replacingOccurrences(of: old, with: new).utf8).write(to: file)
            return words(world, folder)
        }
        let size = world.vocabulary.count
        #expect(
            try with("\"vocab_size\" : \(size)", "\"vocab_size\" : 30522")
                == "bundle/embedder/config.json: vocab_size is "
                + "30522 but vocab.txt has \(size) word pieces; use the vocabulary the weights were trained with")
        #expect(
            try with("\"hidden_size\" : 16", "\"size\" : 16")
                == "bundle/embedder/config.json: there is no key hidden_size; "
                + "expected a BERT configuration as Hugging Face writes it")
        #expect(
            try with("\"hidden_size\" : 16", "\"hidden_size\" : \"wide\"")
                == "bundle/embedder/config.json: key hidden_size is not a whole number")
        #expect(
            try with("\"num_attention_heads\" : 2", "\"num_attention_heads\" : 3") == "bundle/embedder/config.json: "
                + "hidden_size 16 is not a multiple of num_attention_heads 3")
        #expect(
            try with("\"pooling\" : \"mean\"", "\"pooling\" : \"max\"")
                == "bundle/embedder/config.json: key pyramidion.pooling has a value that is not known here")
        #expect(
            try with("\"hidden_act\" : \"gelu\"", "\"hidden_act\" : \"relu\"")
                == "bundle/embedder/config.json: key hidden_act has a value that is not known here")
        let wanted = "expected a BERT configuration as Hugging Face writes it"
        #expect(try with("{", "") == "bundle/embedder/config.json: is not valid JSON; \(wanted)")
        try Data("[1]".utf8).write(to: file)
        #expect(words(world, folder) == "bundle/embedder/config.json: is not an object; \(wanted)")
        try FileManager.default.removeItem(at: file)
        #expect(words(world, folder) == "bundle/embedder/config.json: cannot be read: no such file or folder")
    }

    @Test func aFolderWithoutAModelIsNamed() throws {
        let world = try TinyWorld()
        #expect(
            words(world, world.scratch.url.appending(path: "nothing"))
                == "bundle: holds no model: expected vocab.txt or "
                + "checkpoints/CURRENT; name a run or a model")
        let folder = try bundle(world)
        try FileManager.default.removeItem(at: folder.appending(path: "reader"))
        #expect(words(world, folder, "reader") == "bundle: has no reader; it has embedder, encoder")
    }
}

@Suite struct StartWeightsTests {
    /// Writes a published checkpoint with other names for its tensors, and starts from it.
    private func start(
        _ world: TinyWorld, adding extra: [(name: String, tensor: Tensor)] = [], _ rename: (String) -> String?
    ) throws -> StartWeights {
        let folder = try world.startFolder("start \(UUID().uuidString)")
        let file = folder.appending(path: "model.safetensors")
        let kept = try SafeTensorsFile(reading: file)
        let tensors = try kept.names.compactMap { name in
            try rename(name).map { (name: $0, tensor: try kept.tensor(named: name)) }
        }
        try SafeTensorsFile.write(tensors + extra, to: file)
        return try StartWeights(folder: folder)
    }

    /// The weights as an encoder has them.
    private func values(_ start: StartWeights) throws -> [[Float]] {
        try KnowledgeAugmentedEncoder(start.configuration, tower: start.tower, head: start.head)
            .parameters.map { try $0.tensor.floats() }
    }

    @Test func namesWithAndWithoutPrefixAndOldNamesAreTheSameWeights() throws {
        let world = try TinyWorld()
        let expected = try values(start(world) { $0 })
        #expect(try values(start(world) { $0.hasPrefix("bert.") ? String($0.dropFirst(5)) : $0 }) == expected)
        let old = try start(world) {
            $0.replacingOccurrences(of: "LayerNorm.weight", with: "LayerNorm.gamma")
                .replacingOccurrences(of: "LayerNorm.bias", with: "LayerNorm.beta")
        }
        #expect(try values(old) == expected)
        let aliased = try start(world) { $0 == "cls.predictions.bias" ? "cls.predictions.decoder.bias" : $0 }
        #expect(try values(aliased) == expected)
    }

    @Test func whatRealmHasNoUseForIsIgnored() throws {
        let world = try TinyWorld()
        let extra = [
            ("bert.pooler.dense.weight", [16, 16]), ("cls.seq_relationship.weight", [2, 16]),
            ("bert.embeddings.position_ids", [1, 128]),
            ("cls.predictions.decoder.weight", [world.vocabulary.count, 16]),
        ].map { (name: $0.0, tensor: try? Tensor.zeros($0.1)) }
        let start = try start(world, adding: extra.map { ($0.name, try #require($0.tensor)) }) { $0 }
        #expect(start.head != nil)
        #expect(try values(start) == values(self.start(world) { $0 }))
    }

    @Test func aTowerWithoutAHeadIsEnough() throws {
        let world = try TinyWorld()
        #expect(try start(world) { $0.hasPrefix("cls.") ? nil : $0 }.head == nil)
    }

    @Test func tensorsOfAnotherModelAreNamed() throws {
        let world = try TinyWorld()
        let unknown = #expect(throws: WeightsError.self) {
            try start(world) { $0.replacingOccurrences(of: "bert.encoder.layer", with: "distilbert.transformer.layer") }
        }
        #expect(
            unknown?.reason.hasSuffix("is not part of a BERT model; expected BertModel's names") == true)
        let more = #expect(throws: WeightsError.self) {
            try start(
                world, adding: [(name: "bert.encoder.layer.1.output.dense.weight", tensor: Tensor.zeros([16, 32]))]
            ) { $0 }
        }
        #expect(more?.reason == "there are more layers than config.json's num_hidden_layers, 1")
        let missing = #expect(throws: WeightsError.self) {
            try values(start(world) { $0.hasSuffix("layer.0.output.dense.weight") ? nil : $0 })
        }
        #expect(missing?.reason.contains("of shape [16, 32]; is it another model?") == true)
    }

    @Test func startWeightsThatAreNoNumbersAreNamed() throws {
        let world = try TinyWorld()
        let name = "bert.encoder.layer.0.output.dense.bias"
        let values = [Float](repeating: 1, count: 15) + [.infinity]
        let problem = #expect(throws: WeightsError.self) {
            try self.values(
                start(world, adding: [(name: name, tensor: Tensor(values, shape: [16]))]) { $0 == name ? nil : $0 })
        }
        #expect(problem?.reason.hasPrefix("tensor \(name) holds values that are infinite or no numbers") == true)
    }

    @Test func anotherVocabularysSizeIsNamed() throws {
        let world = try TinyWorld()
        var start = try start(world) { $0 }
        start.configuration.vocabularySize = 30522
        let problem = #expect(throws: WeightsError.self) { try start.check(world.vocabulary, "weights") }
        #expect(
            problem?.description == "weights: the weights know 30522 word pieces and the vocabulary has "
                + "\(world.vocabulary.count); use the vocabulary the weights were trained with")
    }
}
