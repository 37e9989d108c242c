import Corpora
import Answering
import DemoData
public import Evaluation
import Foundation
import Learning

/// How well each retriever finds what it was never trained to find, before any fine-tuning.
public struct RetrievalComparison: Codable, Sendable {
    /// Recall of one retriever on one set.
    public struct Row: Codable, Sendable {
        public let set: String
        public let retriever: String
        public let questions: Int
        /// Recall@1, @5 and @20 with 95 % intervals.
        public let recall: [String: SampleMean]
    }

    /// Recall of a retriever minus recall of the warm start, question by question.
    public struct Difference: Codable, Sendable {
        public let set: String
        public let retriever: String
        public let cutoff: Int
        public let difference: PairedDifference
    }

    public var rows: [Row] = []
    public var differences: [Difference] = []

    package init() {}

    static let cutoffs = [1, 5, 20]
    static let bm25 = "BM25"
    package static let warm = "warm start"
    package static let control = "warm start continued"
    package static let trained = "REALM"

    /// Adds a set: the ranks at which each retriever found the first right passage, in the same order of questions.
    package mutating func add(_ set: String, _ scores: [(retriever: String, scores: RetrievalScores)]) {
        let base = scores.first { $0.retriever == Self.warm }
        for (retriever, own) in scores {
            var recall: [String: SampleMean] = [:]
            for cutoff in Self.cutoffs { recall["\(cutoff)"] = own.recall(at: cutoff) }
            rows.append(Row(set: set, retriever: retriever, questions: own.firstRelevant.count, recall: recall))
            guard let base, retriever != Self.warm, retriever != Self.bm25 else { continue }
            for cutoff in Self.cutoffs {
                let difference = PairedDifference(before: base.scores.hits(at: cutoff), after: own.hits(at: cutoff))
                differences.append(
                    Difference(set: set, retriever: retriever, cutoff: cutoff, difference: difference))
            }
        }
    }

    /// The difference of one retriever to the warm start, if it was measured.
    func difference(_ set: String, _ retriever: String, at cutoff: Int) -> PairedDifference? {
        differences.first { $0.set == set && $0.retriever == retriever && $0.cutoff == cutoff }?.difference
    }
}

extension Demonstration {
    package static let spanSet = "held-out masked spans"
    package static let questionSet = "questions, zero-shot"
    static let boolQSet = "BoolQ paragraph"
    static let feverSet = "FEVER page"

    /// Compares BM25, the warm start, the warm start continued, and REALM on sets that none of them was trained on.
    func compareRetrieval() throws -> RetrievalComparison {
        try kept("retrieval compared", inputs: settings() + material(), file: "retrieval.json") {
            var comparison = RetrievalComparison()
            let retrievers = [
                (RetrievalComparison.warm, project.warmEmbedder, index(of: "warm")),
                (RetrievalComparison.control, control, index(of: "control")),
                (RetrievalComparison.trained, project.pretrain, project.index),
            ]
            comparison.add(
                Self.spanSet,
                try retrievers.map { name, model, index in
                    show("masked spans: \(name)")
                    return (name, try spans(model, index))
                })
            let answerers = try retrievers.map { name, model, index in
                let lexical = name == RetrievalComparison.warm ? blockWords : nil
                return (name, try Answerer(model: model, corpus: project.corpus, index: index, lexical: lexical))
            }
            try compareQuestions(answerers, &comparison)
            try compareClaims(answerers, &comparison)
            return comparison
        }
    }

    /// The ranks of blocks that hold masked spans which were never trained on.
    private func spans(_ model: URL, _ index: URL) throws -> RetrievalScores {
        let configuration = try RunConfiguration.of(run: project.pretrain)
        let inputs = StageInputs(
            corpus: project.corpus, run: model, configuration: configuration, progress: { _, _ in }, report: say)
        let measured = try HeldOutMeasurement.measure(
            inputs, retriever: ModelBundle(opening: model), encoder: ModelBundle(opening: project.pretrain),
            index: index, read: 0)
        return RetrievalScores(firstRelevant: measured.firstHit.map { $0.map { $0 + 1 } })
    }

    private func compareQuestions(
        _ answerers: [(String, Answerer)], _ comparison: inout RetrievalComparison
    ) throws {
        let asked = try QuestionFile.read(questions).questions
            .filter { $0.tier == 1 || $0.tier == 2 }.filter { !$0.isRegularExpression }
        let yesNo = try QuestionFile.read(documents.appending(path: DemoData.File.boolQ)).questions
        for (set, questions) in [(Self.questionSet, asked), (Self.boolQSet, yesNo)] {
            let limited = Array(questions.prefix(plan.evaluated))
            var scores: [(String, RetrievalScores)] = []
            for (number, (name, answerer)) in answerers.enumerated() {
                if number == 0 {
                    scores.append(
                        (RetrievalComparison.bm25, try run(set, RetrievalComparison.bm25, answerer, limited, .lexical)))
                }
                scores.append((name, try run(set, name, answerer, limited, .dense)))
            }
            comparison.add(set, scores)
        }
    }

    private func run(
        _ set: String, _ name: String, _ answerer: Answerer, _ questions: [Question],
        _ source: FinetuneSettings.PassageSource
    ) throws -> RetrievalScores {
        try RetrievalEvaluation(answerer, questions: questions, from: source)
            .run { done, total in show("\(set): \(name) \(done)/\(total)") }.scores
    }

    /// Whether the page of the evidence of FEVER's claims is found.
    private func compareClaims(
        _ answerers: [(String, Answerer)], _ comparison: inout RetrievalComparison
    ) throws {
        let claims: [FeverClaim] = try JSONLines.read(documents.appending(path: DemoData.File.fever))
        let limited = claims.prefix(plan.evaluated)
        guard !limited.isEmpty else { return }
        let gold = limited.map { Set($0.pages.map(PageRanking.Page.titled)) }
        var scores: [(String, RetrievalScores)] = []
        for (number, (name, answerer)) in answerers.enumerated() {
            let sources: [FinetuneSettings.PassageSource] = number == 0 ? [.lexical, .dense] : [.dense]
            for source in sources {
                let name = source == .lexical ? RetrievalComparison.bm25 : name
                show("\(Self.feverSet): \(name)")
                let ranked = try answerer.blocks(for: limited.map(\.claim), count: 100, from: source)
                scores.append(
                    (name, PageRanking.scores(ranked: ranked, gold: gold, titles: answerer.store.title(of:))))
            }
        }
        comparison.add(Self.feverSet, scores)
    }
}
