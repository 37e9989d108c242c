import Bert
public import DurableFiles
public import Foundation
import ModelFiles
public import Realm
import Tensors
public import Wordpieces

/// A folder that holds a trained model: its vocabulary, and those of embedder, encoder and reader that it has.
///
/// ```
/// vocab.txt
/// embedder/{config.json, model.safetensors}   Embed(x), Embed(z)
/// encoder/{config.json, model.safetensors}    p(y|z,x) at masks
/// reader/{config.json, model.safetensors}     p(y|z,x) of spans
/// nullOffset/model.safetensors                what is added to f(x, ∅), where that is learned
/// documents.json                              what made the document vectors, where that is not the embedder
/// ```
/// Each part is a Hugging Face folder with the tensor names of the released checkpoints.
public struct ModelBundle {
    /// What a model that is published alone may replace.
    static let kind = FolderKind("a model", markedBy: vocabularyFile)
    private static let vocabularyFile = "vocab.txt"

    /// The bundle: the folder that was named, or the current checkpoint of the run that was.
    public let folder: URL
    /// The word pieces that all its parts read.
    public let vocabulary: Vocabulary

    /// Opens a bundle, or the current checkpoint of a run.
    /// - Throws: `FileProblem` when there is none, `VocabularyError` when its vocabulary is damaged.
    public init(opening folder: URL) throws {
        let checkpoints = CurrentPointer(in: folder.appending(path: RunFolder.checkpoints))
        self.folder = try checkpoints.read() ?? folder
        let vocabulary = self.folder.appending(path: Self.vocabularyFile)
        guard FileManager.default.fileExists(atPath: vocabulary.path) else {
            throw FileProblem(
                folder, "holds no model: expected vocab.txt or \(RunFolder.checkpoints)/CURRENT; name a run or a model")
        }
        self.vocabulary = try Vocabulary(contentsOf: vocabulary)
    }

    /// The parts that are there, of `embedder`, `encoder`, `reader`.
    public var parts: [String] {
        ["embedder", "encoder", "reader"].filter {
            FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
        }
    }

    /// Reads the embedder: Embed(x) and Embed(z).
    /// - Throws: `FileProblem` when there is no embedder, or its `config.json` is damaged or has another vocabulary's size;
    ///   `SafeTensorsError` when its weights are damaged, `WeightsError` when they do not fit its `config.json`.
    public func embedder() throws -> Embedder {
        let configuration = try embedderConfiguration()
        return try load(part("embedder")) { try Embedder(configuration, $0) }
    }

    /// Reads the embedder's shape, and none of its weights.
    /// - Throws: `FileProblem`, as `embedder()` does.
    public func embedderConfiguration() throws(FileProblem) -> EmbedderConfiguration {
        let folder = try part("embedder")
        let file = try ModelConfigurationFile.read(PartConfiguration<EmbedderShape>.self, folder)
        try check(file.bert, folder)
        return file.own.configuration(file.bert)
    }

    /// A name for the embedder's exact weights, which its index carries too.
    public func embedderFingerprint() throws(FileProblem) -> Fingerprint { try fingerprint("embedder") }

    /// A name for the encoder's exact weights.
    public func encoderFingerprint() throws(FileProblem) -> Fingerprint { try fingerprint("encoder") }

    /// A name for the reader's exact weights.
    public func readerFingerprint() throws(FileProblem) -> Fingerprint { try fingerprint("reader") }

    private func fingerprint(_ name: String) throws(FileProblem) -> Fingerprint {
        try Fingerprint(ofFile: part(name).appending(path: "model.safetensors"))
    }

    /// Reads the encoder: p(y|z,x) at masks.
    /// - Throws: `FileProblem` when there is no encoder, or its `config.json` is damaged or has another vocabulary's size;
    ///   `SafeTensorsError` when its weights are damaged, `WeightsError` when they do not fit its `config.json`.
    public func encoder() throws -> KnowledgeAugmentedEncoder {
        let folder = try part("encoder")
        let bert = try ModelConfigurationFile.bert(folder)
        try check(bert, folder)
        return try load(folder) { try KnowledgeAugmentedEncoder(bert, $0) }
    }

    /// The encoder's BERT alone, for a reader to start from.
    func encoderTower() throws -> (configuration: BertConfiguration, tower: Weights) {
        let folder = try part("encoder")
        return (try ModelConfigurationFile.bert(folder), try weights(folder).weights.under("realm."))
    }

    /// Reads the reader: p(y|z,x) of spans.
    /// - Throws: `FileProblem` when there is no reader, or its `config.json` is damaged or has another vocabulary's size;
    ///   `SafeTensorsError` when its weights are damaged, `WeightsError` when they do not fit its `config.json`.
    public func reader() throws -> SpanReader {
        let folder = try part("reader")
        let file = try ModelConfigurationFile.read(PartConfiguration<ReaderShape>.self, folder)
        try check(file.bert, folder)
        return try load(folder) { try SpanReader(file.own.configuration(file.bert), $0) }
    }

    /// What is added to the null document's score; nil where it is scored like any document.
    public func nullOffset() throws -> NullOffset? {
        let folder = folder.appending(path: "nullOffset")
        guard FileManager.default.fileExists(atPath: folder.path) else { return nil }
        return try load(folder) { start in NullOffset(bias: try start.vector("bias", 1, filledWith: 0)) }
    }

    // MARK: Writing

    package static func write(_ embedder: Embedder, in folder: URL) throws {
        let own = EmbedderShape(embedder.configuration)
        try write(PartConfiguration(bert: embedder.configuration.bert, own: own), embedder, "embedder", folder)
    }

    package static func write(_ encoder: KnowledgeAugmentedEncoder, in folder: URL) throws {
        try write(encoder.configuration, encoder, "encoder", folder)
    }

    package static func write(_ reader: SpanReader, in folder: URL) throws {
        let own = ReaderShape(reader.configuration)
        try write(PartConfiguration(bert: reader.configuration.bert, own: own), reader, "reader", folder)
    }

    static func write(_ offset: NullOffset, in folder: URL) throws {
        try writeTensors(of: offset, in: makePart("nullOffset", folder))
    }

    private static func write(
        _ configuration: some Encodable, _ module: any Module, _ name: String, _ folder: URL
    ) throws {
        let part = try makePart(name, folder)
        try ModelConfigurationFile.write(configuration, part)
        try writeTensors(of: module, in: part)
    }

    private static func makePart(_ name: String, _ folder: URL) throws(FileProblem) -> URL {
        let part = folder.appending(path: name)
        do { try FileManager.default.createDirectory(at: part, withIntermediateDirectories: true) } catch {
            throw FileProblem(writing: part, error)
        }
        return part
    }

    private static func writeTensors(of module: any Module, in part: URL) throws(SafeTensorsError) {
        try SafeTensorsFile.write(
            module.parameters.map { ($0.name, $0.tensor) }, metadata: ["format": "pt"],
            to: part.appending(path: "model.safetensors"))
    }

    // MARK: Reading

    private func part(_ name: String) throws(FileProblem) -> URL {
        let part = folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: part.path) else {
            throw FileProblem(
                folder, "has no \(name); it has \(parts.isEmpty ? "no part" : parts.joined(separator: ", "))")
        }
        return part
    }

    private func check(_ bert: BertConfiguration, _ part: URL) throws(FileProblem) {
        let file = part.appending(path: "config.json")
        if let problem = bert.problem { throw FileProblem(file, problem) }
        guard bert.vocabularySize == vocabulary.count else {
            throw FileProblem(
                file,
                "vocab_size is \(bert.vocabularySize) but vocab.txt has \(vocabulary.count) word pieces; "
                    + "use the vocabulary the weights were trained with")
        }
    }

    private func weights(_ part: URL) throws -> (weights: Weights, names: [String]) {
        let file = try SafeTensorsFile(reading: part.appending(path: "model.safetensors"))
        var tensors: [String: Tensor] = [:]
        for name in file.names { tensors[name] = try file.tensor(named: name) }
        return (Weights(tensors, origin: file.url.path), file.names)
    }

    /// Makes a part of its tensors.
    /// - Throws: `WeightsError` when one is missing, has another shape, or is not part of the model.
    private func load<Part: Module>(_ folder: URL, _ make: (Initialization) throws -> Part) throws -> Part {
        let (weights, names) = try weights(folder)
        let part = try make(.weights(weights))
        let known = Set(part.parameters.map(\.name))
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw WeightsError(
                origin: weights.origin,
                reason: "tensor \(unknown) is not part of the \(folder.lastPathComponent) that config.json describes")
        }
        return part
    }
}
