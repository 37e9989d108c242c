import Realm
import Tensors
import VectorSearch

/// The retriever's own loss: its candidates that hold an answer against all of them (ORQA, section 5).
extension FineTuningTask {
    /// At which depths it is counted how many questions have a candidate with an answer.
    private static let depths = [1, 5, 10, 50, 100, 500, 1000, 5000]

    /// lse over the candidates − lse over those that hold an answer, averaged over the questions.
    ///
    /// A question none of whose candidates holds an answer adds nothing, nor does one all of whose candidates do.
    func retrieverLoss(
        _ batch: [TrainingQuestion], _ queries: Tensor, _ vectors: DocumentVectors, _ candidates: [[Int]]
    ) throws -> (loss: Tensor?, figures: [(String, Double)]) {
        guard configuration.finetune.retrieverCandidates > 0 else { return (nil, []) }
        let depths = Self.depths.filter { $0 <= configuration.finetune.retrieverCandidates }
        var losses: [Tensor] = []
        var firsts: [Int?] = []
        for (number, question) in batch.enumerated() {
            let answers = AnswerMatching(
                question, corpus: finder.corpus, by: configuration.finetune.answerMatch, reader: configuration.reader)
            let correct = candidates[number].indices.filter { answers.holds(candidates[number][$0]) }
            firsts.append(correct.first)
            guard !correct.isEmpty, correct.count < candidates[number].count else { continue }
            let scores = try vectors.scores(queries, number, candidates[number])
            losses.append(try AnswerLikelihood.retrieverLoss(scores: scores, correct: correct))
        }
        let figures = depths.map { depth in
            ("recall@\(depth)", Double(firsts.count { ($0 ?? .max) < depth }) / Double(batch.count))
        }
        guard let first = losses.first else { return (nil, figures) }
        let sum = try losses.dropFirst().reduce(first) { try $0 + $1 }
        let mean = try sum / Float(batch.count)
        return (mean, figures + [("retrieverLoss", Double(try mean.scalar()))])
    }
}
