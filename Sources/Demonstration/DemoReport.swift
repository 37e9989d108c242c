import Projects
import Answering
import Corpora
import DurableFiles
import Evaluation
import Foundation
import Learning
import Tensors

/// Everything that a demonstration measured, as `report.json` keeps it.
public struct DemoReport: Codable, Sendable {
    public struct Machine: Codable, Sendable {
        public let processors: Int
        public let instructions: [String]
    }

    /// An index generation: when its weights were published, and when training took it.
    public struct Generation: Codable, Sendable {
        public let number: Int
        public let madeAtStep: Int
        public let takenAtStep: Int
        /// Figures on held-out masked spans, measured with this generation when it was taken.
        public let heldOut: [String: Double]

        package init(number: Int, madeAtStep: Int, takenAtStep: Int, heldOut: [String: Double]) {
            self.number = number
            self.madeAtStep = madeAtStep
            self.takenAtStep = takenAtStep
            self.heldOut = heldOut
        }
    }

    /// Something that the demonstration promises to show, and whether it did.
    public struct Claim: Codable, Sendable {
        public let text: String
        public let holds: Bool
    }

    public let size: String
    public let machine: Machine
    public let seed: Int
    public let startWeights: [String: String]
    public let stages: [String: Double]
    public let blocks: Int
    public let documents: Int
    public let steps: [String: Int]
    /// What the steps of pre-training and of its control took, side by side on a processor core each.
    public let trainingSeconds: [String: Double]
    public let generations: [Generation]
    public let retrieval: RetrievalComparison
    public let answers: AnswerComparison
    public let shown: Showcase
    public let claims: [Claim]
    public let notes: [String]
    /// The most memory that all processes of a stage held together, what they share counted in each.
    public let peakMemoryBytes: Int

    init(
        _ demonstration: Demonstration, retrieval: RetrievalComparison, answers: AnswerComparison, shown: Showcase
    ) throws {
        let store = try BlockStore(opening: demonstration.project.corpus)
        let plan = demonstration.plan
        size = plan.size.rawValue
        machine = Machine(processors: ProcessInfo.processInfo.activeProcessorCount, instructions: Engine.cpuFlags)
        seed = 1
        startWeights = [
            "embedder": "tiny BERT (2 layers of 128), tuned for SPLADE retrieval by its publisher",
            "encoder": "tiny BERT (2 layers of 128), tuned for SPLADE retrieval by its publisher",
            "reader": plan.size == .full
                ? "MiniLM (6 layers of 384), trained on question-answer pairs by its publisher" : "tiny BERT",
        ]
        stages = demonstration.ledger.entries.mapValues(\.seconds)
        blocks = store.count
        documents = store.documentCount
        steps = [
            "inverse cloze": plan.inverseCloze, "reading": plan.readingOracle + plan.readingDistractor,
            "pre-training": plan.pretrain, "warm start continued": plan.control, "fine-tuning": plan.finetune,
        ]
        trainingSeconds = [
            "pre-training": try Self.seconds(of: RunFolder(demonstration.project.pretrain)),
            "warm start continued": try Self.seconds(of: RunFolder(demonstration.control)),
        ]
        generations = try Self.generations(RunFolder(demonstration.project.pretrain))
        self.retrieval = retrieval
        self.answers = answers
        self.shown = shown
        claims = Self.claims(retrieval, answers, generations, steps: plan.pretrain)
        notes = Self.notes
        peakMemoryBytes = demonstration.ledger.entries.values.compactMap(\.peakMemoryBytes).max() ?? 0
    }

    /// The report as JSON text.
    public func json() throws -> String { String(decoding: try Demonstration.json(self), as: UTF8.self) + "\n" }

    func write(to file: URL) throws { try DurableFile.write(Demonstration.json(self), to: file) }

    private static let notes = [
        "Start weights that were themselves trained on questions or retrieval say what they can do, not what "
            + "pre-training added: that is the difference to the warm start.",
        "Tier 1 and 2 questions were chosen with BM25, so BM25's recall on them is flattered; BoolQ and FEVER were not.",
        "The control of fine-tuning trains its query side for the same steps on the same questions and answers with "
            + "the system's reader.",
        "A span reader has nothing to point at in the null document, so its exact match is 0 by construction.",
    ]

    private static func seconds(of run: RunFolder) throws -> Double {
        try MetricsLog.lines(of: run.metrics).compactMap { $0.values["seconds"] }.reduce(0, +)
    }

    /// The generations that training took, from its log.
    private static func generations(_ run: RunFolder) throws -> [Generation] {
        let lines = try MetricsLog.lines(of: run.metrics)
        return lines.compactMap { line in
            guard let number = line.values["taken.generation"], let made = line.values["taken.madeAtStep"],
                let taken = line.values["taken.atStep"]
            else { return nil }
            let heldOut = line.values.filter { $0.key.hasPrefix("heldOut.") }
            return Generation(number: Int(number), madeAtStep: Int(made), takenAtStep: Int(taken), heldOut: heldOut)
        }
    }
}
