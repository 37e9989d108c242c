import Answering
import Corpora
import DemoData
import DurableFiles
public import Foundation
import Learning
import Projects
import Tensors

/// REALM at work on real text, from the documents to answered questions, with controls beside it.
///
/// data → corpus → warm start → pre-training with a refresher beside it → retrieval compared → fine-tuning → answers
/// compared → report. Each stage is skipped when it is done, and goes on when it was ended.
public final class Demonstration {
    /// Where everything is kept.
    public struct Folders: Sendable {
        /// Sources and start weights that set-up downloaded.
        public let data: URL
        /// What the demonstration makes.
        public let output: URL

        public init(data: URL, output: URL) {
            self.data = data
            self.output = output
        }
    }

    let plan: DemoPlan
    let folders: Folders
    let executable: URL
    let say: (String) -> Void
    let show: (String) -> Void
    var ledger: StageLedger

    /// - Parameters:
    ///   - quick: runs on the slice of 500 passages, to see that all of it works.
    ///   - minutes: scales the training so that the whole takes about so long; nil takes the usual number of steps.
    ///   - executable: this program, which stages are run with.
    ///   - say: receives lines to keep; `show` those that replace each other.
    public init(
        folders: Folders, quick: Bool, minutes: Double?, executable: URL, say: @escaping (String) -> Void,
        show: @escaping (String) -> Void
    ) throws {
        self.folders = folders
        self.executable = executable
        self.say = say
        self.show = show
        do {
            try FileManager.default.createDirectory(
                at: folders.output.appending(path: "logs"), withIntermediateDirectories: true)
        } catch { throw FileProblem(writing: folders.output, error) }
        plan = try Self.plan(quick: quick, minutes: minutes, folders: folders, say: say)
        ledger = StageLedger(file: folders.output.appending(path: "stages.json"))
    }

    // MARK: Places

    var project: Project { Project(folders.output) }
    var models: URL { folders.data.appending(path: "models") }
    var vocabulary: URL { models.appending(path: "minilm/vocab.txt") }
    var documents: URL {
        plan.size == .full ? DemoData.whole(in: folders.data) : DemoData.slice(in: folders.data)
    }
    var questions: URL { documents.appending(path: DemoData.File.questions) }
    var control: URL { folders.output.appending(path: "control/embedder") }
    var controlAnswers: URL { folders.output.appending(path: "control/finetune") }
    /// BM25 over single blocks, which is what the retriever is compared with; answers are read from longer passages.
    var blockWords: URL { index(of: "BM25") }
    func index(of name: String) -> URL { folders.output.appending(path: "indexes/\(name)") }

    // MARK: The stages

    /// Runs what is not done yet and returns the report, which is also written to `report.json`.
    public func run() throws -> DemoReport {
        let lock = try StageLedger.hold(folders.output)
        defer { withExtendedLifetime(lock) {} }
        let started = ContinuousClock.now
        try Self.makeData(folders, say: say, show: show)
        try makeCorpus()
        try warmStart()
        try pretrain()
        let retrieval = try compareRetrieval()
        try finetune()
        let answers = try compareAnswers()
        let shown = try showAnswers()
        let report = try DemoReport(self, retrieval: retrieval, answers: answers, shown: shown)
        try report.write(to: folders.output.appending(path: "report.json"))
        let log = RunFolder(project.pretrain).metrics
        try DurableFile.write(
            Data(TrainingPlot("REALM pre-training", MetricsLog.lines(of: log)).plot.svg.utf8),
            to: folders.output.appending(path: "pretraining.svg"))
        say("all stages: \(Int(((ContinuousClock.now - started) / .seconds(1)).rounded())) s in this call")
        return report
    }

    /// Makes the texts and questions of what was downloaded, unless they are there; `run` begins with it.
    /// - Throws: `DemonstrationProblem.noData` before set-up has downloaded anything.
    public static func makeData(
        _ folders: Folders, say: @escaping (String) -> Void, show: @escaping (String) -> Void
    ) throws {
        let sources = folders.data.appending(path: "sources")
        guard FileManager.default.fileExists(atPath: sources.path) else {
            throw DemonstrationProblem.noData(path: sources.path)
        }
        let results = [DemoData.whole(in: folders.data), DemoData.slice(in: folders.data)]
            .map { $0.appending(path: DemoData.File.questions) }
        var ledger = StageLedger(file: folders.data.appending(path: "stages.json"))
        try ledger.run("data", inputs: [version(of: folders)], results: results, report: say) {
            _ = try DemoData.build(sources: sources, to: folders.data) { what, done, total in
                show("data: \(what) \(done)/\(total)")
            }
            Engine.releaseFreedMemory()
        }
    }

    /// Which version of the downloads is there: the checksum of the list of their checksums, as set-up leaves it.
    private static func version(of folders: Folders) -> String {
        (try? String(contentsOf: folders.data.appending(path: ".complete"), encoding: .utf8)) ?? ""
    }

    /// What every stage behind the corpus is made from beside its settings: the start weights, and the blocks.
    func material() throws -> [String] {
        [Self.version(of: folders), try BlockStore(opening: project.corpus).fingerprint.hexadecimal]
    }

    private func makeCorpus() throws {
        let corpus = documents.appending(path: DemoData.File.corpus)
        let made = [
            "\(plan.size)", "\(plan.blockTokens)", "\(plan.contextTokens)", Self.version(of: folders),
        ]
        try ledger.run("corpus", inputs: made, results: [project.corpus, project.lexical, blockWords], report: say) {
            try child(
                "corpus",
                ["corpus", "build", corpus.path, "--out", project.corpus.path, "--vocabulary", vocabulary.path]
                    + settings())
            try child(
                "lexical index",
                [
                    "index", "build", "--lexical", "--context-tokens", "\(plan.contextTokens)", "--corpus",
                    project.corpus.path, "--out", project.lexical.path,
                ])
            try child(
                "lexical index of blocks",
                ["index", "build", "--lexical", "--corpus", project.corpus.path, "--out", blockWords.path])
        }
    }

    /// The embedder and the encoder have nothing to do with each other yet, so each gets a processor core.
    private func warmStart() throws {
        try ledger.run(
            "warm start", inputs: settings() + material(), results: [project.warmEmbedder, project.warmEncoder],
            report: say
        ) {
            let common =
                ["--corpus", project.corpus.path, "--vocabulary", vocabulary.path] + settings(["engine.threads=1"])
            try children([
                command("embedder", ["warmstart", "--part", "embedder", "--out", project.warmEmbedder.path] + common),
                command("encoder", ["warmstart", "--part", "encoder", "--out", project.warmEncoder.path] + common),
            ])
        }
        try ledger.run(
            "index of the warm start", inputs: settings() + material(), results: [index(of: "warm")], report: say
        ) { try child("index", indexing(project.warmEmbedder, "warm")) }
    }

    /// Pre-training and, on the other core, the control: the warm start continued for as long.
    private func pretrain() throws {
        try ledger.run(
            "pre-training", inputs: settings() + material(), results: [project.pretrain, control], report: say
        ) {
            try children([
                command(
                    "pre-training",
                    [
                        "pretrain", "--corpus", project.corpus.path, "--embedder", project.warmEmbedder.path,
                        "--encoder", project.warmEncoder.path, "--out", project.pretrain.path,
                    ] + settings(["engine.threads=1"])),
                command(
                    "control",
                    [
                        "warmstart", "--part", "embedder", "--continue-from", project.warmEmbedder.path, "--corpus",
                        project.corpus.path, "--out", control.path,
                    ]
                        + settings([
                            "engine.threads=1", "warmstart.steps=\(plan.control)", "warmstart.learningRate=2e-4",
                        ])),
            ])
        }
        try ledger.run(
            "index of the control", inputs: settings() + material(), results: [index(of: "control")], report: say
        ) { try child("index", indexing(control, "control")) }
    }

    private func finetune() throws {
        let common = [
            "--corpus", project.corpus.path, "--lexical", project.lexical.path, "--questions", questions.path,
        ]
        let inputs = try readerSettings + material()
        try ledger.run("fine-tuning", inputs: inputs, results: [project.finetune], report: say) {
            try child(
                "fine-tuning",
                [
                    "finetune", "--model", project.pretrain.path, "--index", project.index.path, "--out",
                    project.finetune.path,
                ]
                    + common + trainingTiers + readerSettings)
        }
        // The control's query side learns from the same questions in the same steps; the reader is the system's.
        try ledger.run("fine-tuning of the control", inputs: inputs, results: [controlAnswers], report: say) {
            try child(
                "control",
                [
                    "finetune", "--model", project.warmEmbedder.path, "--index", index(of: "warm").path,
                    "--keep-reader", project.finetune.path, "--out", controlAnswers.path,
                ] + common + trainingTiers + readerSettings)
        }
    }

    /// The settings of fine-tuning, and with them what is measured after it.
    var readerSettings: [String] { settings(plan.readerSettings(bfloat16: Engine.hasBFloat16)) }

    /// Questions whose passage also tells what is asked: of tier 2 most only happen to hold the answer's words.
    private var trainingTiers: [String] { ["--tier", "1"] }

    // MARK: Commands

    func settings(_ more: [String] = []) -> [String] {
        (plan.settings(models: models) + more).flatMap { ["--set", $0] }
    }

    private func indexing(_ model: URL, _ name: String) -> [String] {
        [
            "index", "build", "--model", model.path, "--corpus", project.corpus.path, "--out", index(of: name).path,
        ]
    }

    private func command(_ name: String, _ arguments: [String]) -> ChildCommand {
        ChildCommand(name: name, arguments: arguments, logs: folders.output.appending(path: "logs"))
    }

    private func child(_ name: String, _ arguments: [String]) throws { try children([command(name, arguments)]) }

    private func children(_ commands: [ChildCommand]) throws {
        try ChildCommand.run(commands, executable: executable, show: show)
    }
}

/// The demonstration cannot go on.
public enum DemonstrationProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case noData(path: String)

    public var description: String {
        switch self {
        case .noData(let path): "\(path) is missing; run `make data`, which downloads it"
        }
    }
}
