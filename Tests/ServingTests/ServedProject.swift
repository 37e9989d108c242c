import Bert
import Corpora
import DurableFiles
import Foundation
import Learning
import LearningTestSupport
import LexicalSearch
import Realm
import Serving
import VectorSearch
import Wordpieces

/// A project with random weights in all its parts, which is enough to serve it: made in a moment, nothing is trained.
final class ServedProject: Sendable {
    /// One for all tests that only ask.
    static let shared = Result { try ServedProject() }

    /// A document that would be a script if it were not escaped.
    static let hostile = Document(
        id: "hostile", title: "The <script>alert(1)</script> of Kelby",
        text: "The miller <script>alert(\"text\")</script> & 'signed' <img src=x>.")

    private let scratch: ScratchFolder
    let store: BlockStore
    let configuration: RunConfiguration

    init() throws {
        let world = try TinyWorld(TinyTexts.documents + [Self.hostile], blockTokens: 96)
        scratch = world.scratch
        store = world.store
        var configuration = world.configuration
        configuration.reader.jointTokens = 112
        self.configuration = configuration
        let store = store
        try LexicalIndexBuilder.build(
            count: store.count, corpus: store.fingerprint, document: { (store.title(of: $0), store.text(of: $0)) },
            to: world.folder("lexical"))
        try publishModel(step: 1)
        try publishIndex(number: 1)
    }

    var run: URL { scratch.url.appending(path: "run") }
    private var index: URL { scratch.url.appending(path: "index") }

    /// Publishes a checkpoint with a reader of its own; embedder and encoder stay as they are.
    func publishModel(step: Int, readerSeed: UInt64? = nil) throws {
        // Weights do not depend on the corpus, only on the vocabulary, which is that of all tiny texts.
        let world = try TinyWorld()
        let name = RunFolder.name(ofStep: step)
        let checkpoints = RunFolder(run).checkpoints
        try FileManager.default.createDirectory(at: checkpoints, withIntermediateDirectories: true)
        try DurableFolder.publish(checkpoints.appending(path: name), replacing: nil) { folder in
            try ModelBundle.write(world.embedder(), in: folder)
            try ModelBundle.write(world.encoder(), in: folder)
            try ModelBundle.write(world.reader(seed: readerSeed ?? UInt64(100 + step)), in: folder)
            try world.vocabulary.write(to: folder.appending(path: "vocab.txt"))
        }
        try CurrentPointer(in: checkpoints).swap(to: name)
    }

    func publishIndex(number: Int) throws {
        try IndexRefresh.build(
            ModelBundle(opening: run), number: number, step: number, in: GenerationFolder(index), store: store,
            documentTokens: configuration.embedder.documentTokens, progress: { _, _ in })
    }

    /// Removes model and index, as whoever learns a project anew does first.
    func forget() throws {
        for folder in [run, index] { try FileManager.default.removeItem(at: folder) }
    }

    /// Overwrites a table of the lexical index, also for whoever has mapped it already.
    func damageLexicalIndex() throws {
        let file = scratch.url.appending(path: "lexical/terms.ends.u64")
        let count = try Data(contentsOf: file).count
        let handle = try FileHandle(forUpdating: file)
        try handle.write(contentsOf: Data(repeating: 0xFF, count: count))
        try handle.close()
    }

    /// Lines such as a trainer writes.
    func logTraining() throws {
        let log = try MetricsLog(RunFolder(run).metrics, stage: "pretrain", resumingAfter: 0)
        for step in 1...5 {
            try log.append(step: step, stage: "pretrain", [("loss", 3 / Double(step)), ("staleness", 2)])
        }
    }

    var source: ModelSource {
        let configuration = configuration
        return ModelSource(
            model: run, masks: run, corpus: store.folder, index: index,
            lexical: scratch.url.appending(path: "lexical")
        ) { _ in configuration }
    }
}
