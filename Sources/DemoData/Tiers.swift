import Corpora
import DurableFiles
package import Evaluation
package import Foundation
import LexicalSearch
import VectorSearch

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

    package init(
        question: String, answer: [String], regex: Bool, source: String, split: Split, gold: [Int], rank: Int?,
        tier: Int?
    ) {
        self.question = question
        self.answer = answer
        self.regex = regex
        self.source = source
        self.split = split
        self.gold = gold
        self.rank = rank
        self.tier = tier
    }
}

/// Finds for each question the passages that seem to answer it.
package struct Tiers: Sendable {
    private let passages: [NormalizedPassage]
    private let answers: AnswerIndex
    /// The terms of each passage, with those of its title.
    private let terms: [Set<String>]
    private let ranking: LexicalIndex

    /// - Parameter folder: where BM25's index is written; whoever gives the folder removes it.
    /// - Throws: what writing and opening the index throws.
    package init(_ passages: [Passage], indexAt folder: URL) throws {
        self.passages = passages.map { NormalizedPassage($0.text) }
        answers = AnswerIndex(self.passages)
        terms = passages.concurrentMap { Set(LexicalTerms.terms(of: $0.title + " " + $0.text)) }
        try LexicalIndexBuilder.build(
            count: passages.count, corpus: Fingerprint(of: "the demonstration's passages"),
            document: { (passages[$0].title, passages[$0].text) }, to: folder)
        ranking = try LexicalIndex(opening: folder)
    }

    /// - Throws: `LexicalIndexError` when the index was damaged meanwhile.
    package func question(_ question: SourceQuestion) throws -> TieredQuestion {
        let accepted = AnswerOccurrence(
            of: question.isRegularExpression
                ? question.answers : AnswerOccurrence.distinctive(question.answers, in: question.question),
            isRegularExpression: question.isRegularExpression)
        let best = try ranking.search(question.question, count: 20).map(\.id)
        let gold = best.filter { accepted.isHeld(by: passages[$0]) }
        return TieredQuestion(
            question: question.question, answer: question.answers, regex: question.isRegularExpression,
            source: question.source.rawValue, split: Split(of: question.question), gold: gold,
            rank: gold.first.flatMap { best.firstIndex(of: $0) }.map { $0 + 1 },
            tier: try tier(question, gold, accepted))
    }

    private func tier(_ question: SourceQuestion, _ gold: [Int], _ accepted: AnswerOccurrence) throws -> Int? {
        if gold.isEmpty {
            return accepted.patterns.isEmpty && !answers.passages(holding: accepted).isEmpty ? 3 : nil
        }
        var weights: [String: Float] = [:]
        for term in LexicalTerms.terms(of: question.question) {
            weights[term] = try ranking.inverseDocumentFrequency(of: term)
        }
        let half = weights.values.reduce(0, +) / 2
        let isCovered = gold.contains { passage in
            weights.filter { terms[passage].contains($0.key) }.values.reduce(0, +) >= half
        }
        return isCovered ? 1 : 2
    }

    /// All questions in order, worked on by all cores.
    package func questions(_ questions: [SourceQuestion], progress: (Int, Int) -> Void) throws -> [TieredQuestion] {
        var result: [TieredQuestion] = []
        while result.count < questions.count {
            let batch = questions[result.count..<min(questions.count, result.count + 2048)]
            result += try Array(batch).concurrentMap { question in Result { try self.question(question) } }
                .map { try $0.get() }
            progress(result.count, questions.count)
        }
        return result
    }
}
