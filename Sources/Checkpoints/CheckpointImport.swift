import Answering
import Corpora
import DurableFiles
public import Foundation
import Learning
import ModelFiles
import Realm
import Tensors
import VectorSearch
import Wordpieces

/// Turns a folder of a released checkpoint (google/realm-*) into what the other verbs open.
public enum CheckpointImport {
    /// What was made.
    public struct Report: Sendable, Equatable {
        public let layout: ReleasedLayout
        /// The blocks of the corpus and the index; 0 where there are none.
        public let blocks: Int
        /// The folder is a project, to be named with `--run`, rather than a model.
        public var isProject: Bool { layout == .openqa }
    }

    /// What is being done, of so many blocks each.
    public enum Stage: String, Sendable {
        case corpus, index
    }

    /// Makes a project of an open QA checkpoint, and a model folder of any other.
    ///
    /// The folder appears when all is done, or not at all. Vectors and texts are converted in pieces, so that memory does
    /// not grow with them.
    /// - Throws: errors that name the file, and the tensor or place, that does not fit.
    public static func run(
        _ source: URL, to destination: URL,
        progress: (_ stage: Stage, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) throws -> Report {
        try DurableFolder.check(destination, replacing: nil, apartFrom: [source])
        let released = try ReleasedFolder(source)
        guard released.layout == .openqa else {
            try DurableFolder.publish(destination, replacing: nil, apartFrom: [source]) {
                try writeModel(released, in: $0)
            }
            return Report(layout: released.layout, blocks: 0)
        }
        var blocks = 0
        try DurableFolder.publish(destination, replacing: nil, apartFrom: [source], isListed: false) { aside in
            blocks = try writeProject(released, in: aside, progress: progress)
        }
        return Report(layout: .openqa, blocks: blocks)
    }

    /// A model bundle, with the settings that it runs with.
    private static func writeModel(_ released: ReleasedFolder, in folder: URL) throws {
        switch released.layout {
        case .embedder: try ModelBundle.write(released.embedder(""), in: folder)
        case .scorer: try ModelBundle.write(released.scorersEmbedder(), in: folder)
        case .encoder: try ModelBundle.write(released.encoder(), in: folder)
        case .reader: try ModelBundle.write(released.reader(""), in: folder)
        case .openqa:
            try released.checkPrefixes(["embedder.", "reader.", ReleasedLayout.blockEmbeddings])
            try ModelBundle.write(released.embedder("embedder."), in: folder)
            try ModelBundle.write(released.reader("reader."), in: folder)
            // The layout does not name what made its vectors; whoever takes them here takes this model with them.
            try ModelBundle.write(
                documentModel: Fingerprint(ofFile: folder.appending(path: "embedder/model.safetensors")), in: folder)
        }
        try released.vocabulary.write(to: folder.appending(path: "vocab.txt"))
        if released.layout != .openqa { try released.settings.write(to: RunFolder(folder).configuration) }
    }

    /// A project: a fine-tuned model, its corpus, its index.
    private static func writeProject(
        _ released: ReleasedFolder, in folder: URL, progress: (Stage, Int, Int) -> Void
    ) throws -> Int {
        let project = Project(folder)
        let run = RunFolder(project.finetune)
        let (records, width) = try parts(of: released)
        let name = RunFolder.name(ofStep: 0)
        try DurableFolder.publish(run.checkpoints.appending(path: name), replacing: nil) {
            try writeModel(released, in: $0)
        }
        try CurrentPointer(in: run.checkpoints).swap(to: name)
        try released.settings.write(to: run.configuration)
        let tokenizer = WordpieceTokenizer(
            vocabulary: released.vocabulary, lowercases: released.settings.corpus.lowercases)
        let corpus = try BlockStoreBuilder.build(
            from: records, tokenizer: tokenizer,
            options: BlockOptions(blockTokens: released.settings.corpus.blockTokens),
            to: project.corpus, progress: { progress(.corpus, $0, $1) })
        try writeIndex(
            released, count: records.count, width: width, corpus: corpus.fingerprint,
            model: ModelBundle(opening: project.finetune).embedderFingerprint(), to: GenerationFolder(project.index),
            progress: { progress(.index, $0, $1) })
        return records.count
    }

    /// The texts, and the width of the vectors, when there is one of each for every block.
    private static func parts(of released: ReleasedFolder) throws -> (records: BlockRecords, width: Int) {
        let file = released.url.appending(path: ReleasedLayout.blockRecords)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw CheckpointProblem.missingFile(
                folder: released.url.path, name: ReleasedLayout.blockRecords, purpose: "the texts of the blocks")
        }
        let records = try BlockRecords(file)
        let shape = released.weights.shape(of: ReleasedLayout.blockEmbeddings) ?? []
        guard shape.count == 2, shape[1] == released.configuration.projectionWidth else {
            throw CheckpointProblem.mismatch(
                file: released.weights.url.path,
                reason: "tensor \(ReleasedLayout.blockEmbeddings) has shape \(shape); expected [blocks, "
                    + "\(released.configuration.projectionWidth)] (retriever_proj_size)")
        }
        guard shape[0] == records.count else {
            throw CheckpointProblem.mismatch(
                file: file.path,
                reason: "has \(records.count) records where \(ReleasedLayout.blockEmbeddings) has \(shape[0]) vectors; "
                    + "both must be of one release")
        }
        return (records, shape[1])
    }

    /// How many rows are converted at a time.
    private static let piece = 1 << 16

    private static func writeIndex(
        _ released: ReleasedFolder, count: Int, width: Int, corpus: Fingerprint, model: Fingerprint,
        to folder: GenerationFolder, progress: (Int, Int) -> Void
    ) throws {
        let writer = try folder.begin(number: 1, count: count, width: width, corpus: corpus, model: model, step: 0)
        for start in stride(from: 0, to: count, by: piece) {
            let rows = start..<min(count, start + piece)
            let vectors = try released.weights.rows(rows, of: ReleasedLayout.blockEmbeddings).floats()
            do { try writer.append(vectors) } catch VectorIndexError.notFinite(let row) {
                throw CheckpointProblem.mismatch(
                    file: released.weights.url.path,
                    reason: "row \(row) of tensor \(ReleasedLayout.blockEmbeddings) holds values that are infinite or "
                        + "no numbers; copy or download the file again")
            }
            progress(rows.upperBound, count)
        }
        _ = try folder.publish(number: 1)
    }
}
