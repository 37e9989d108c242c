public import Bert
public import Corpora
import DurableFiles
public import Foundation
public import Learning
import ModelFiles
public import Realm
import Tensors
public import Wordpieces

/// A corpus and models so small that a training stage takes a moment.
public final class TinyWorld {
    public let scratch: ScratchFolder
    public let vocabulary: Vocabulary
    public let tokenizer: WordpieceTokenizer
    public let store: BlockStore
    public let corpus: LearningCorpus

    public init(_ documents: [Document] = TinyTexts.documents, blockTokens: Int = 64) throws {
        scratch = try ScratchFolder()
        vocabulary = try Self.vocabulary()
        tokenizer = WordpieceTokenizer(vocabulary: vocabulary)
        let file = scratch.url.appending(path: "documents.jsonl")
        let encoder = JSONEncoder()
        let lines = try documents.map { document in
            try encoder.encode(["id": document.id ?? "", "title": document.title, "text": document.text])
        }
        try Data(lines.joined(separator: [UInt8(ascii: "\n")])).write(to: file)
        let folder = scratch.url.appending(path: "corpus")
        _ = try BlockStoreBuilder.build(
            from: [DocumentReader(file)], tokenizer: tokenizer, options: BlockOptions(blockTokens: blockTokens),
            to: folder)
        store = try BlockStore(opening: folder)
        corpus = try LearningCorpus(store, vocabulary: vocabulary)
    }

    public var corpusFolder: URL { store.folder }

    public func folder(_ name: String) -> URL { scratch.url.appending(path: name) }

    /// Most words of the texts whole, every seventh one in letters only.
    private static func vocabulary() throws -> Vocabulary {
        let words = Set(
            TinyTexts.documents.flatMap { "\($0.title) \($0.text)".lowercased().split { !$0.isLetter && !$0.isNumber } }
        ).map(String.init).sorted()
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789".map(String.init)
        let known = words.enumerated().filter { $0.offset % 7 != 6 && $0.element.count > 1 }.map(\.element)
        return try Vocabulary(
            pieces: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "?", "who", "where"] + letters
                + letters.map { "##\($0)" } + known.filter { !["who", "where"].contains($0) })
    }

    // MARK: Models

    /// Sizes of a BERT for this vocabulary.
    public func bert(layers: Int = 1) -> BertConfiguration {
        BertConfiguration(
            vocabularySize: vocabulary.count, hiddenWidth: 16, layers: layers, heads: 2, feedForwardWidth: 32,
            longestSequence: 128)
    }

    /// A folder of random weights to start from, in the layout of published checkpoints.
    public func startFolder(_ name: String = "start", seed: UInt64 = 3) throws -> URL {
        let folder = folder(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try JSONEncoder().encode(bert()).write(to: folder.appending(path: "config.json"))
        let encoder = try encoder(seed: seed)
        try SafeTensorsFile.write(
            encoder.parameters.map { name, tensor in
                (name.hasPrefix("realm.") ? "bert." + name.dropFirst(6) : name, tensor)
            }, to: folder.appending(path: "model.safetensors"))
        return folder
    }

    /// An embedder with random weights, spread wide enough that texts differ.
    public func embedder(seed: UInt64 = 1) throws -> Embedder {
        try Engine.withRandomStream(seed: seed) {
            try Embedder(configuration.embedder.configuration(bert()), .random(deviation: 0.3))
        }
    }

    public func encoder(seed: UInt64 = 2) throws -> KnowledgeAugmentedEncoder {
        try Engine.withRandomStream(seed: seed) {
            try KnowledgeAugmentedEncoder(bert(), .random(deviation: 0.3))
        }
    }

    public func reader(seed: UInt64 = 4) throws -> SpanReader {
        try Engine.withRandomStream(seed: seed) {
            try SpanReader(configuration.reader.configuration(bert()), .random(deviation: 0.3))
        }
    }

    // MARK: Settings

    /// Settings for these sizes: few steps, a checkpoint every third, an index every second, bit for bit repeatable.
    public var configuration: RunConfiguration {
        var configuration = RunConfiguration()
        configuration.corpus.blockTokens = 64
        configuration.embedder.pooling = .mean
        configuration.embedder.width = 8
        configuration.embedder.queryTokens = 48
        configuration.embedder.documentTokens = 64
        configuration.encoder.queryTokens = 48
        configuration.encoder.jointTokens = 112
        configuration.reader.questionTokens = 24
        configuration.reader.jointTokens = 96
        configuration.reader.hiddenWidth = 8
        configuration.reader.passages = 3
        configuration.masking.minimumSentence = 5
        configuration.masking.maximumSentence = 46
        configuration.masking.heldOutShare = 0.15
        configuration.warmstart.steps = 7
        configuration.warmstart.batch = 4
        configuration.warmstart.warmupSteps = 2
        configuration.reading.oracleSteps = 3
        configuration.reading.distractorSteps = 4
        configuration.reading.batch = 3
        configuration.reading.warmupSteps = 2
        configuration.pretrain.steps = 8
        configuration.pretrain.batch = 3
        configuration.pretrain.candidates = 4
        configuration.pretrain.selection = 2
        configuration.pretrain.warmupSteps = 2
        configuration.pretrain.checkpointEvery = 3
        configuration.pretrain.keepCheckpoints = 2
        configuration.refresh.mode = .synchronous
        configuration.refresh.every = 2
        configuration.finetune.steps = 7
        configuration.finetune.batch = 3
        configuration.finetune.passages = 2
        configuration.finetune.warmupSteps = 2
        configuration.finetune.retrieverCandidates = 24
        configuration.engine.threads = 1
        configuration.engine.precision = .float32
        return configuration
    }

    /// What a stage is given to train into the folder `run`.
    /// - Parameter queries: the corpus that masked sentences are taken from, where it is another.
    public func inputs(
        _ run: String, _ configuration: RunConfiguration, queries: URL? = nil,
        progress: @escaping (Int, Int) -> Void = { _, _ in },
        report: @escaping (String) -> Void = { _ in }
    ) -> StageInputs {
        StageInputs(
            corpus: corpusFolder, queries: queries, run: folder(run), configuration: configuration, progress: progress,
            report: report)
    }
}
