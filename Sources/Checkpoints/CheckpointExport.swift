import Answering
import Bert
import Corpora
import DurableFiles
public import Foundation
import Learning
import ModelFiles
import Realm
import Tensors
import VectorSearch
import Wordpieces

/// Writes a model as one of the released layouts, which transformers 4.40.2 loads: `config.json`, `model.safetensors`,
/// `vocab.txt`, and for open QA the vectors and texts of all blocks.
public enum CheckpointExport {
    /// What was written.
    public struct Report: Sendable, Equatable {
        public let layout: ReleasedLayout
        /// The blocks of an open QA checkpoint; 0 for the others.
        public let blocks: Int
        /// What this model does and the released code, given these files, does not.
        public let differences: [String]
    }

    /// - Parameters:
    ///   - source: a project, a run, or a model folder.
    ///   - layout: which layout is meant; of a project with a reader open QA, else the only part that there is, when nil.
    ///   - destination: the folder to make; it appears whole or not at all.
    ///   - progress: told the blocks written so far, and all there are.
    /// - Throws: `CheckpointProblem` when the layout cannot express the model, and what opening its parts throws.
    public static func run(
        _ source: URL, as layout: ReleasedLayout? = nil, to destination: URL,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Report {
        // Said before anything is opened, though publishing looks again.
        try DurableFolder.check(destination, replacing: nil, apartFrom: [source])
        let project = Project(source)
        let isProject = FileManager.default.fileExists(atPath: project.corpus.path)
        let model = isProject ? project.answeringModel : source
        let bundle = try ModelBundle(opening: model)
        let chosen = try layout ?? usualLayout(of: bundle, isProject: isProject)
        let settings = try RunConfiguration.of(run: model)
        var report = Report(layout: chosen, blocks: 0, differences: [])
        try DurableFolder.publish(destination, replacing: nil, apartFrom: [source]) { folder in
            let content = try Self.content(of: bundle, as: chosen, settings)
            var configuration = content.configuration
            var shapes = content.tensors.map { (name: $0.name, shape: $0.tensor.shape) }
            var blocks: (store: BlockStore, index: ExactIndex)?
            if chosen == .openqa {
                guard isProject else {
                    throw CheckpointProblem.inexpressible(
                        part: "model", reason: "open QA needs corpus and index beside it; name a project")
                }
                let (store, index) = try self.blocks(
                    of: project, with: bundle, index: project.index(of: model), width: configuration.projectionWidth)
                blocks = (store, index)
                configuration.blockRecords = store.count
                configuration.searchedBlocks = min(configuration.searchedBlocks, store.count)
                shapes.append((ReleasedLayout.blockEmbeddings, [index.count, index.width]))
            }
            let writer = try SafeTensorsWriter(
                shapes, metadata: ["format": "pt"], to: folder.appending(path: "model.safetensors"))
            for (_, tensor) in content.tensors { try writer.append(tensor) }
            if let blocks { try write(blocks.store, blocks.index, with: writer, to: folder, progress: progress) }
            try writer.finish()
            try ModelConfigurationFile.write(
                ExportedConfiguration(realm: configuration, layout: chosen, padding: bundle.vocabulary.padding), folder)
            try ModelConfigurationFile.write(
                ExportedTokenizer(do_lower_case: settings.corpus.lowercases), folder, name: "tokenizer_config.json")
            try bundle.vocabulary.write(to: folder.appending(path: "vocab.txt"))
            report = Report(
                layout: chosen, blocks: blocks?.store.count ?? 0,
                differences: try ExportDifferences.of(bundle, as: chosen, settings))
        }
        return report
    }

    private static func usualLayout(of bundle: ModelBundle, isProject: Bool) throws(CheckpointProblem) -> ReleasedLayout
    {
        let parts = bundle.parts
        if isProject, parts.contains("reader"), parts.contains("embedder") { return .openqa }
        guard parts.count == 1, let layout = ReleasedLayout(rawValue: parts[0]) else {
            throw .ambiguous(folder: bundle.folder.path, parts: parts)
        }
        return layout
    }

    // MARK: Parts

    private static func content(
        of bundle: ModelBundle, as layout: ReleasedLayout, _ settings: RunConfiguration
    ) throws -> (tensors: [(name: String, tensor: Tensor)], configuration: RealmConfiguration) {
        switch layout {
        case .embedder, .scorer:
            // The scorer has an embedder for documents and one for questions; in the released files they are equal.
            let embedder = try bundle.embedder()
            var configuration = RealmConfiguration(bert: embedder.configuration.bert)
            configuration.projectionWidth = embedder.configuration.width
            return (
                try layout == .embedder
                    ? ExportedTensors.of(embedder, as: nil)
                    : ExportedTensors.of(embedder, as: .document, prefix: "embedder.")
                        + ExportedTensors.of(embedder, as: .query, prefix: "query_embedder."),
                configuration
            )
        case .encoder:
            let encoder = try bundle.encoder()
            return (try ExportedTensors.of(encoder), RealmConfiguration(bert: encoder.configuration))
        case .reader:
            let reader = try bundle.reader()
            return (try ExportedTensors.of(reader), configuration(of: reader, settings))
        case .openqa:
            let (embedder, reader) = (try bundle.embedder(), try bundle.reader())
            guard embedder.configuration.bert == reader.configuration.bert else {
                throw CheckpointProblem.inexpressible(
                    part: "model",
                    reason: "embedder and reader are towers of different sizes; the layout has one size for both"
                )
            }
            var configuration = Self.configuration(of: reader, settings)
            configuration.projectionWidth = embedder.configuration.width
            return (
                // Passages come as vectors, so its embedder is for questions alone.
                try ExportedTensors.of(embedder, as: .query, prefix: "embedder.")
                    + ExportedTensors.of(reader, prefix: "reader."),
                configuration
            )
        }
    }

    private static func configuration(of reader: SpanReader, _ settings: RunConfiguration) -> RealmConfiguration {
        var configuration = RealmConfiguration(bert: reader.configuration.bert)
        configuration.spanHiddenWidth = reader.configuration.spanHiddenWidth
        configuration.longestSpan = reader.configuration.longestSpan
        configuration.readerLayerNormEpsilon = reader.configuration.spanLayerNormEpsilon
        configuration.candidates = settings.pretrain.candidates
        configuration.readBlocks = settings.reader.passages
        configuration.jointTokens = settings.reader.jointTokens
        configuration.searchedBlocks = settings.finetune.retrieverCandidates
        return configuration
    }

    // MARK: Blocks

    private static func blocks(
        of project: Project, with bundle: ModelBundle, index: URL, width: Int
    ) throws -> (BlockStore, ExactIndex) {
        let store = try BlockStore(opening: project.corpus)
        guard let generation = try GenerationFolder(index).current() else {
            throw FileProblem(index, "holds no index generation; make one with `pyramidion index build`")
        }
        try bundle.check(generation, of: store)
        guard generation.index.width == width, generation.index.count == store.count else {
            throw CheckpointProblem.mismatch(
                file: generation.folder.path,
                reason: "holds \(generation.index.count) vectors of \(generation.index.width) elements; expected "
                    + "\(store.count) of \(width), by corpus and model")
        }
        return (store, generation.index)
    }

    private static let piece = 1 << 14

    private static func write(
        _ store: BlockStore, _ index: ExactIndex, with writer: SafeTensorsWriter, to folder: URL,
        progress: (Int, Int) -> Void
    ) throws {
        for start in stride(from: 0, to: index.count, by: piece) {
            let rows = start..<min(index.count, start + piece)
            try writer.append(Tensor(index.vectors(rows), shape: [rows.count, index.width]))
            progress(rows.upperBound, index.count)
        }
        try BlockRecords.write(
            count: store.count, to: folder.appending(path: ReleasedLayout.blockRecords), text: store.text(of:))
    }
}
