import Bert
import DurableFiles
import Foundation
import Learning
import ModelFiles
import Realm
import Tensors
import Wordpieces

/// A folder of a released checkpoint: `config.json`, weights, `vocab.txt`.
struct ReleasedFolder {
    let url: URL
    let layout: ReleasedLayout
    let configuration: RealmConfiguration
    let settings: RunConfiguration
    let vocabulary: Vocabulary
    let weights: StoredWeights

    /// Opens the folder and checks what can be checked without reading weights.
    /// - Throws: errors that name the file and what was expected.
    init(_ url: URL) throws {
        self.url = url
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw FileProblem(url, "no such folder; name one with config.json, weights and vocab.txt")
        }
        let file = url.appending(path: "config.json")
        configuration = try ModelConfigurationFile.read(RealmConfiguration.self, url)
        if let problem = configuration.embedder.problem ?? configuration.reader.problem {
            throw FileProblem(file, problem)
        }
        weights = try StoredWeights(in: url)
        guard let layout = ReleasedLayout(names: weights.names) else {
            throw CheckpointProblem.unknownLayout(file: weights.url.path, first: weights.names.first ?? "")
        }
        self.layout = layout
        let pieces = url.appending(path: "vocab.txt")
        guard FileManager.default.fileExists(atPath: pieces.path) else {
            throw CheckpointProblem.missingFile(
                folder: url.path, name: "vocab.txt", purpose: "without which no text can be read")
        }
        vocabulary = try Vocabulary(contentsOf: pieces)
        guard configuration.bert.vocabularySize == vocabulary.count else {
            throw FileProblem(
                file,
                "vocab_size is \(configuration.bert.vocabularySize) but vocab.txt has \(vocabulary.count) word pieces; "
                    + "use the vocabulary the weights were trained with")
        }
        settings = configuration.settings(lowercases: try Self.lowercases(url))
        // What the run's own file would refuse is refused now, before hours of work.
        _ = try RunConfiguration(yaml: settings.yaml, path: file.path)
    }

    /// What `tokenizer_config.json` says, where there is one.
    private static func lowercases(_ url: URL) throws(FileProblem) -> Bool {
        struct Tokenizer: Decodable {
            var do_lower_case: Bool?
        }
        let file = url.appending(path: "tokenizer_config.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return true }
        do {
            return try JSONDecoder().decode(Tokenizer.self, from: Data(contentsOf: file)).do_lower_case ?? true
        } catch {
            throw FileProblem(
                file, "is no tokenizer's configuration; expected a JSON object, perhaps with do_lower_case")
        }
    }

    // MARK: Models

    /// The embedder under a prefix; its heads for masked tokens were never used.
    func embedder(_ prefix: String) throws -> Embedder {
        try model(prefix, ignoring: ["cls.predictions."]) { try Embedder(configuration.embedder, $0) }
    }

    /// The encoder; its output matrix is its table of word pieces, and its pooler was never used.
    func encoder() throws -> KnowledgeAugmentedEncoder {
        let output = "cls.predictions.decoder.weight"
        let tied = "the encoder has one of both here, as in the released checkpoints"
        try check(output, equals: "realm.embeddings.word_embeddings.weight", tied)
        try check("cls.predictions.decoder.bias", equals: "cls.predictions.bias", tied)
        return try model("", ignoring: ["realm.pooler.", output]) {
            try KnowledgeAugmentedEncoder(configuration.bert, $0)
        }
    }

    /// The reader under a prefix; its pooler and its head for masked tokens were never used.
    func reader(_ prefix: String) throws -> SpanReader {
        try model(prefix, ignoring: ["realm.pooler.", "cls.predictions."]) { try SpanReader(configuration.reader, $0) }
    }

    /// Makes a model of the tensors under a prefix.
    /// - Parameter more: tensors that lie elsewhere in the file, by the model's own names.
    /// - Throws: `WeightsError` when one is missing or has another shape, `CheckpointProblem` when there is one too many.
    private func model<Model: Module>(
        _ prefix: String, ignoring ignored: [String], adding more: [(name: String, tensor: Tensor)] = [],
        _ make: (Initialization) throws -> Model
    ) throws -> Model {
        var tensors: [String: Tensor] = [:]
        for name in weights.names where name.hasPrefix(prefix) {
            let bare = name.dropFirst(prefix.count)
            // Old files hold the numbers of the positions too.
            guard !bare.hasSuffix("embeddings.position_ids"), !ignored.contains(where: bare.hasPrefix) else { continue }
            tensors[name] = try weights.tensor(named: name)
        }
        for (name, tensor) in more { tensors[prefix + name] = tensor }
        // Checkpoints keep the output bias under two names, and some under the second only.
        let (bias, alias) = ("\(prefix)cls.predictions.bias", "\(prefix)cls.predictions.decoder.bias")
        if let second = tensors.removeValue(forKey: alias), tensors[bias] == nil { tensors[bias] = second }
        let own = Weights(tensors, origin: weights.url.path)
        let model = try make(.weights(prefix.isEmpty ? own : own.under(prefix)))
        let known = Set(model.parameters.map { prefix + $0.name })
        if let unknown = own.names.first(where: { !known.contains($0) }) {
            throw CheckpointProblem.unknownTensor(file: weights.url.path, tensor: unknown, layout: layout)
        }
        return model
    }

    /// Refuses tensors under none of the prefixes.
    func checkPrefixes(_ prefixes: [String]) throws(CheckpointProblem) {
        if let unknown = weights.names.first(where: { name in !prefixes.contains(where: name.hasPrefix) }) {
            throw .unknownTensor(file: weights.url.path, tensor: unknown, layout: layout)
        }
    }

    /// The scorer's embedder.
    ///
    /// Its two, of which one tower is made here, may differ in their projections, and in nothing else.
    func scorersEmbedder() throws -> Embedder {
        let (first, second) = ("embedder.", "query_embedder.")
        try checkPrefixes([first, second])
        let projection = ["cls.dense.weight", "cls.dense.bias"]
        for name in weights.names where name.hasPrefix(second) && !projection.map({ second + $0 }).contains(name) {
            try check(
                name, equals: first + name.dropFirst(second.count),
                "one tower serves queries and documents here, as in the released checkpoints")
        }
        guard weights.names.contains(where: { $0.hasPrefix(first) }) else { return try embedder(second) }
        guard try projection.contains(where: { try differ(second + $0, first + $0) }) else {
            return try embedder(first)
        }
        var shape = configuration.embedder
        shape.hasQueryProjection = true
        let own = try projection.map { ("query_\($0)", try weights.tensor(named: second + $0)) }
        return try model(first, ignoring: ["cls.predictions."], adding: own) { try Embedder(shape, $0) }
    }

    /// Whether the file has both tensors, and they are not the same.
    private func differ(_ name: String, _ twin: String) throws -> Bool {
        guard weights.contains(name), weights.contains(twin) else { return false }
        guard weights.shape(of: name) == weights.shape(of: twin) else { return true }
        return try !weights.tensor(named: name).isEqual(to: weights.tensor(named: twin))
    }

    /// Refuses a tensor that differs from its twin, where the file has both.
    /// - Parameter reason: why only one of them can be taken.
    private func check(_ name: String, equals twin: String, _ reason: String) throws {
        if try differ(name, twin) {
            throw CheckpointProblem.mismatch(
                file: weights.url.path, reason: "\(name) differs from \(twin); \(reason)")
        }
    }
}

extension Tensor {
    /// Whether both have the same elements.
    fileprivate func isEqual(to other: Tensor) throws -> Bool {
        guard elementType == other.elementType else { return false }
        return try bytes() == other.bytes()
    }
}
