import Answering
public import Evaluation
import Foundation
import Learning
import Tensors

/// How well questions are answered by the system and by the controls, on the test questions.
public struct AnswerComparison: Codable, Sendable {
    public struct Row: Codable, Sendable {
        public let system: String
        /// Which test questions: those of tier 1, or of tier 2.
        public let tier: Int
        public let questions: Int
        public let exactMatch: SampleMean
        public let f1: SampleMean
        public let recall: [String: SampleMean]
    }

    public var rows: [Row] = []
    /// Exact match of the system minus that of another, question by question, on tier 1.
    public var differences: [String: PairedDifference] = [:]

    static let system = "REALM + BM25"
}

extension Demonstration {
    /// Answers the test questions by the system, by the control, with BM25's passages only, and with the null document.
    func compareAnswers() throws -> AnswerComparison {
        try kept("answers compared", inputs: readerSettings + material(), file: "answers.json") {
            let all = try QuestionFile.read(questions).questions
            // The slice's questions are too few for a test part of their own; its figures mean nothing anyway.
            let test = all.filter { plan.size == .quick || $0.split == .test }
            let system = try Answerer(project: project)
            let control = try Answerer(
                model: controlAnswers, corpus: project.corpus, index: index(of: "warm"), lexical: project.lexical)
            var comparison = AnswerComparison()
            var matches: [String: [Double]] = [:]
            for tier in [1, 2] {
                let questions = Array(test.filter { $0.tier == tier }.prefix(plan.evaluated))
                guard !questions.isEmpty else { continue }
                let systems: [(String, Answerer, FinetuneSettings.PassageSource)] = [
                    (AnswerComparison.system, system, .hybrid), ("REALM alone", system, .dense),
                    ("BM25 alone", system, .lexical), ("warm start + BM25", control, .hybrid),
                ]
                // Tier 2 is half noise, so the controls are measured on tier 1.
                for (name, answerer, source) in tier == 1 ? systems : Array(systems.prefix(1)) {
                    let outcome = try Engine.withMatrixPrecision(Engine.hasBFloat16 ? .bfloat16 : .float32) {
                        try AnswerEvaluation(answerer, questions: questions, from: source)
                            .run { done, total in show("tier \(tier), \(name): \(done)/\(total)") }
                    }
                    comparison.add(name, tier, outcome)
                    if tier == 1 { matches[name] = outcome.scores.exactMatches }
                }
                if tier == 1 { comparison.addNullDocument(questions) }
            }
            for (name, own) in matches where name != AnswerComparison.system {
                guard let ours = matches[AnswerComparison.system] else { continue }
                comparison.differences[name] = PairedDifference(before: own, after: ours)
            }
            return comparison
        }
    }
}

extension AnswerComparison {
    mutating func add(_ name: String, _ tier: Int, _ outcome: AnswerEvaluation.Outcome) {
        var recall: [String: SampleMean] = [:]
        for cutoff in [1, 5, 20] { recall["\(cutoff)"] = outcome.retrieval.recall(at: cutoff) }
        rows.append(
            Row(
                system: name, tier: tier, questions: outcome.questions.count, exactMatch: outcome.scores.exactMatch(),
                f1: outcome.scores.f1(), recall: recall))
    }

    /// With the null document alone there is no span to point at, so every answer is empty.
    mutating func addNullDocument(_ questions: [Question]) {
        let scores = AnswerScores(questions.map { _ in nil }, of: questions)
        rows.append(
            Row(
                system: "null document alone", tier: 1, questions: questions.count, exactMatch: scores.exactMatch(),
                f1: scores.f1(), recall: [:]))
    }
}
