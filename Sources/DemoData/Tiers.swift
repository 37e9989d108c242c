package import Evaluation
import Foundation

/// A question with the passages that seem to answer it, a line of `questions.jsonl`.
package struct TieredQuestion: Codable, Equatable, Sendable {
    package var question: String
    package var answer: [String]
    /// Whether the answers are regular expressions.
    package var regex: Bool
    package var source: String
    package var split: Split
    /// The passages that hold an answer among BM25's first twenty, best first.
    package var gold: [Int]
    /// The place of the first of them, from 1; absent without one.
    package var rank: Int?
    /// 1: a gold passage covers half of the question's weight; 2: there is a gold passage; 3: an answer occurs in
    /// some other passage (not looked for where answers are regular expressions, which takes minutes); absent: in none.
    package var tier: Int?
}

/// Finds for each question the passages that seem to answer it.
package struct Tiers: Sendable {
    private let passages: [NormalizedPassage]
    private let index: AnswerIndex
    private let ranking: PassageRanking

    package init(_ passages: [Passage]) {
        self.passages = passages.map { NormalizedPassage($0.text) }
        index = AnswerIndex(self.passages)
        ranking = PassageRanking(passages.map { $0.title + " " + $0.text })
    }

    package func question(_ question: SourceQuestion) -> TieredQuestion {
        let answers = AnswerOccurrence(
            of: question.isRegularExpression
                ? question.answers : AnswerOccurrence.distinctive(question.answers, in: question.question),
            isRegularExpression: question.isRegularExpression)
        let best = ranking.best(20, for: question.question)
        let gold = best.filter { answers.isHeld(by: passages[$0]) }
        let tier: Int? =
            if gold.contains(where: { ranking.coverage(of: question.question, by: $0) >= 0.5 }) {
                1
            } else if !gold.isEmpty {
                2
            } else {
                answers.patterns.isEmpty && !index.passages(holding: answers).isEmpty ? 3 : nil
            }
        return TieredQuestion(
            question: question.question, answer: question.answers, regex: question.isRegularExpression,
            source: question.source.rawValue, split: Split(of: question.question), gold: gold,
            rank: gold.first.flatMap { best.firstIndex(of: $0) }.map { $0 + 1 }, tier: tier)
    }

    /// All questions in order, worked on by all cores.
    package func questions(_ questions: [SourceQuestion], progress: (Int, Int) -> Void) -> [TieredQuestion] {
        var result: [TieredQuestion] = []
        while result.count < questions.count {
            let batch = questions[result.count..<min(questions.count, result.count + 2048)]
            result += Parallel.map(Array(batch)) { question($0) }
            progress(result.count, questions.count)
        }
        return result
    }
}
