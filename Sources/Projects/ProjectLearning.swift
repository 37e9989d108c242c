public import Answering
import Corpora
import DurableFiles
public import Foundation
import Learning
import ModelFiles

/// Learns a folder of documents without any labels: corpus, warm start, pre-training, a reader, ready to be asked.
///
/// The embedder starts from MiniLM, which knows what questions are like, so pre-training moves it in small steps only.
/// The reader learns from the documents' own sentences, or is one that was trained on questions before. Documents that share
/// no name or date with each other give nothing to mask; they can be searched all the same, and asked with such a reader.
public final class ProjectLearning {
    private let project: Project
    private let documents: [URL]
    private let models: URL
    private let reader: URL?
    private let trainsRetriever: Bool
    /// Names the contents of the weights in `models`.
    private let startWeights: String
    private let executable: URL
    private let say: (String) -> Void
    private let show: (String) -> Void
    private var ledger: StageLedger

    /// - Parameters:
    ///   - documents: files and folders; the project's own folder may lie in one of them, and is not read.
    ///   - models: the folder with the start weights, `minilm` and `tiny-bert`.
    ///   - reader: a project or run whose reader is used as it is; nil trains one.
    ///   - trainsRetriever: false uses the start weights' retriever as it is, which takes minutes; it needs a reader.
    ///   - executable: this program, which stages are run with.
    ///   - say: receives lines to keep; `show` those that replace each other.
    /// - Throws: `FileProblem` when the project's folder is the documents' own, when the reader is the project's own, when
    ///   the start weights are missing, or when nothing can be written.
    public init(
        _ documents: [URL], project: Project, models: URL, reader: URL?, trainsRetriever: Bool = true,
        executable: URL, say: @escaping (String) -> Void, show: @escaping (String) -> Void
    ) throws {
        let own = project.folder.resolvingSymlinksInPath().path
        guard !documents.contains(where: { $0.resolvingSymlinksInPath().path == own }) else {
            throw FileProblem(
                project.folder, "is the folder of the documents, not of a project; name another one with --out")
        }
        self.documents = documents
        self.project = project
        self.models = models
        self.reader = try reader.map(Self.answeringRun)
        if let reader, let kept = self.reader, kept.resolvingSymlinksInPath().path.hasPrefix(own + "/") {
            throw FileProblem(
                reader,
                "holds this project's own reader, which would be replaced; name another's, or leave --reader out")
        }
        self.trainsRetriever = trainsRetriever
        self.executable = executable
        self.say = say
        self.show = show
        do {
            startWeights = try ["minilm", "tiny-bert"].map {
                try StoredWeights.fingerprint(of: models.appending(path: $0)).hexadecimal
            }.joined(separator: " ")
        } catch let problem as FileProblem {
            throw FileProblem(
                models,
                "holds no start weights (\(problem)); `make data` downloads them, --models names another folder")
        }
        do {
            try FileManager.default.createDirectory(
                at: project.folder.appending(path: "logs"), withIntermediateDirectories: true)
        } catch { throw FileProblem(writing: project.folder, error) }
        ledger = StageLedger(file: project.folder.appending(path: "stages.json"))
    }

    /// Runs what is not done yet.
    /// - Throws: `StageProblem.busy` when another process works in the project's folder.
    public func run() throws {
        let lock = try StageLedger.hold(project.folder)
        defer { withExtendedLifetime(lock) {} }
        try makeCorpus()
        let store = try BlockStore(opening: project.corpus)
        say("\(store.documentCount) documents in \(store.count) blocks")
        let plan = ProjectPlan(blocks: store.count)
        try warmStartEmbedder(plan)
        // What was trained before is not left aside because less is asked for now.
        if try isPretrained(plan) || (trainsRetriever && offersMaskedQueries()) {
            try warmStartEncoder(plan)
            try pretrain(plan)
            try addReader(plan, retriever: project.pretrain, index: project.index)
        } else {
            try index(plan)
            guard reader != nil else {
                say(
                    "no name or date stands in two blocks, so there is nothing to learn a reader from; it can be searched:"
                )
                return say("ready: pyramidion search --run \"\(project.folder.path)\" \"…\"")
            }
            try addReader(plan, retriever: project.warmEmbedder, index: project.warmIndex)
        }
        say("ready: pyramidion ask --run \"\(project.folder.path)\" \"…\"")
    }

    /// The run that answers, of a project or of itself.
    /// - Throws: an error that names the folder, when there is no reader in it.
    private static func answeringRun(_ folder: URL) throws -> URL {
        for run in [folder, Project(folder).answeringModel] {
            if let model = try? ModelBundle(opening: run), model.parts.contains("reader") { return run }
        }
        throw FileProblem(folder, "holds no reader; name a project or a run that was fine-tuned")
    }

    private func makeCorpus() throws {
        // What the folder holds decides whether the corpus is still that of the documents.
        let inputs =
            try documents.map { try FolderState.words($0, leavingOut: project.folder) }
            + [PDFText.program() == nil ? "without PDFs" : "with PDFs"]
        try ledger.run("corpus", inputs: inputs, results: [project.corpus, project.lexical], report: say) {
            let vocabulary = models.appending(path: "minilm/vocab.txt")
            try child(
                "corpus",
                ["corpus", "build"] + documents.map(\.path)
                    + [
                        "--out", project.corpus.path, "--leave-out", project.folder.path, "--vocabulary",
                        vocabulary.path, "--set", "corpus.blockTokens=160",
                    ])
            try child(
                "lexical index",
                ["index", "build", "--lexical", "--corpus", project.corpus.path, "--out", project.lexical.path])
        }
    }

    /// MiniLM finds passages well as it comes; a few hundred steps of the inverse cloze task would only harm it.
    private func warmStartEmbedder(_ plan: ProjectPlan) throws {
        let inputs = try made(by: plan)
        try ledger.run("embedder", inputs: inputs, results: [project.warmEmbedder], report: say) {
            try child(
                "embedder",
                ["warmstart", "--part", "embedder", "--out", project.warmEmbedder.path] + common
                    + settings(plan, ["warmstart.steps=0"]))
        }
    }

    private func warmStartEncoder(_ plan: ProjectPlan) throws {
        let inputs = try made(by: plan)
        try ledger.run("encoder", inputs: inputs, results: [project.warmEncoder], report: say) {
            try child(
                "encoder",
                ["warmstart", "--part", "encoder", "--out", project.warmEncoder.path] + common + settings(plan))
        }
    }

    /// The index of an embedder that is not trained further.
    private func index(_ plan: ProjectPlan) throws {
        let inputs = try made(by: plan)
        try ledger.run("index", inputs: inputs, results: [project.warmIndex], report: say) {
            try child(
                "index",
                [
                    "index", "build", "--model", project.warmEmbedder.path, "--corpus", project.corpus.path, "--out",
                    project.warmIndex.path,
                ])
        }
    }

    private var common: [String] {
        ["--corpus", project.corpus.path, "--vocabulary", models.appending(path: "minilm/vocab.txt").path]
    }

    /// Whether some sentence has a name or date that another block could tell.
    private func offersMaskedQueries() throws -> Bool {
        let inputs = StageInputs(
            corpus: project.corpus, run: project.warmEmbedder,
            configuration: try RunConfiguration.of(run: project.warmEmbedder), progress: { _, _ in }, report: say)
        return try inputs.maskableSentences(ModelBundle(opening: project.warmEmbedder).vocabulary) > 0
    }

    private func isPretrained(_ plan: ProjectPlan) throws -> Bool {
        try ledger.isDone("pre-training", inputs: made(by: plan), results: [project.pretrain])
    }

    private func pretrain(_ plan: ProjectPlan) throws {
        let inputs = try made(by: plan)
        try ledger.run("pre-training", inputs: inputs, results: [project.pretrain], report: say) {
            try child(
                "pre-training",
                [
                    "pretrain", "--corpus", project.corpus.path, "--embedder", project.warmEmbedder.path, "--encoder",
                    project.warmEncoder.path, "--out", project.pretrain.path,
                ] + settings(plan))
        }
    }

    /// Trains a reader beside the retriever, or puts one that was trained before beside it.
    private func addReader(_ plan: ProjectPlan, retriever: URL, index: URL) throws {
        let kept = try reader.map { try ModelBundle(opening: $0).readerFingerprint().hexadecimal }
        let inputs = try made(by: plan) + [kept, retriever.lastPathComponent].compactMap { $0 }
        try ledger.run("reader", inputs: inputs, results: [project.finetune], report: say) {
            try child(
                "reader",
                [
                    "finetune", "--cloze", "--corpus", project.corpus.path, "--model", retriever.path, "--index",
                    index.path, "--lexical", project.lexical.path, "--out", project.finetune.path,
                ] + (reader.map { ["--keep-reader", $0.path, "--set", "finetune.steps=0"] } ?? settings(plan)))
        }
    }

    /// What every stage behind the corpus is made from: its blocks, the start weights, and how long is trained.
    private func made(by plan: ProjectPlan) throws -> [String] {
        [try BlockStore(opening: project.corpus).fingerprint.hexadecimal, startWeights, "\(plan)"]
    }

    private func settings(_ plan: ProjectPlan, _ more: [String] = []) -> [String] {
        let all =
            [
                "embedder.start=\(models.appending(path: "minilm").path)", "embedder.pooling=mean", "embedder.width=0",
                "embedder.normalization=unit", "embedder.scale=20", "embedder.documentTokens=192",
                "encoder.start=\(models.appending(path: "tiny-bert").path)", "encoder.jointTokens=256",
                "reader.start=\(models.appending(path: "minilm").path)", "reader.relevanceScale=0",
                "reading.oracleSteps=\(plan.reading / 2)", "reading.distractorSteps=\(plan.reading - plan.reading / 2)",
                // Six layers that learn from every passage make a step dear: half as many sentences, fewer passages.
                "pretrain.steps=\(plan.pretrain)", "pretrain.batch=8", "pretrain.candidates=6",
                "pretrain.retrieverLearningRate=5e-6",
                "refresh.every=\(plan.refreshEvery)", "finetune.steps=\(plan.cloze)", "optimizer.biasCorrection=true",
            ] + more
        return all.flatMap { ["--set", $0] }
    }

    private func child(_ name: String, _ arguments: [String]) throws {
        let command = ChildCommand(name: name, arguments: arguments, logs: project.folder.appending(path: "logs"))
        try ChildCommand.run([command], executable: executable, show: show)
    }
}
