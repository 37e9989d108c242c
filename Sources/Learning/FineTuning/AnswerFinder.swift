import Corpora
import Foundation
public import Realm
import Tensors

/// Reads passages for an answer: a probability for every span, summed over the spans that say the same.
public struct AnswerFinder {
    private let corpus: LearningCorpus
    private let reader: SpanReader
    private let settings: ReaderSettings
    private let wordStarts: WordStarts
    private let contextsAtOnce: Int

    /// - Parameter contextsAtOnce: the most contexts in a forward pass; more need more memory and gain no speed.
    public init(corpus: LearningCorpus, reader: SpanReader, settings: ReaderSettings, contextsAtOnce: Int = 64) {
        self.corpus = corpus
        self.reader = reader
        self.settings = settings
        self.contextsAtOnce = contextsAtOnce
        wordStarts = WordStarts(corpus.vocabulary)
    }

    /// An answer with the best span that says it.
    public struct Answer: Sendable, Equatable {
        /// As it stands in the block's text.
        public let text: String
        /// Σ of the probabilities of all spans of all read passages that say the same, letter case aside; that of the span
        /// alone where the settings do not merge answers.
        public let probability: Double
        /// The block of the most probable of those spans.
        public let block: Int
        /// The span in the UTF-8 bytes of the block's text.
        public let range: Range<Int>
        /// The span in the block's word pieces.
        public let tokens: Range<Int>
        /// How much of the probability each read block contributed.
        public let contributions: [Int: Double]
    }

    /// A question with what is read for it, and f(x, z) of each block that was found.
    public struct Reading: Sendable {
        public let question: [Int32]
        public let contexts: [PassageContext]
        public let relevance: [Float]

        public init(question: [Int32], contexts: [PassageContext], relevance: [Float]) {
            self.question = question
            self.contexts = contexts
            self.relevance = relevance
        }
    }

    /// What is read of the blocks that were found: the best `count`, each with its neighbours where the settings say so.
    public func contexts(_ ranked: [Int], for question: [Int32], count: Int) -> [PassageContext] {
        corpus.contexts(ranked, for: question, count: count, settings)
    }

    /// How many blocks must be found so that `count` can be read.
    public func depth(for count: Int) -> Int { PassageContext.depth(for: count, tokens: settings.contextTokens) }

    /// The answers to each question, most probable first; none when nothing was there to read.
    public func answers(to readings: [Reading], count: Int) throws -> [[Answer]] {
        var spans: [[ScoredSpan]] = readings.map { _ in [] }
        for portions in ReadingPortion.passes(readings.map(\.contexts.count), most: contextsAtOnce) {
            for (portion, scored) in zip(portions, try scores(of: portions, readings)) {
                spans[portion.reading] += scored
            }
        }
        return spans.map { Array(answers($0).prefix(count)) }
    }

    /// The scores of all spans of some contexts, which are read in one packed batch.
    private func scores(of portions: [ReadingPortion], _ readings: [Reading]) throws -> [[ScoredSpan]] {
        let batch = PassageReading(
            questions: portions.map { readings[$0.reading].question },
            contexts: portions.map { Array(readings[$0.reading].contexts[$0.contexts]) }, corpus: corpus,
            settings: settings, longestSpan: reader.configuration.longestSpan, wordStarts: wordStarts)
        guard batch.spans.count > 0 else { return portions.map { _ in [] } }
        let scores = try Engine.withoutGradient {
            let scores = try reader.scores(batch.batch, of: batch.spans)
            return settings.normalization == .joint
                ? try scores.floats()
                : try AnswerLikelihood.logProbabilities(of: scores, passages: batch.spansOfSequences).floats()
        }
        return zip(portions, batch.questions).map { portion, passages in
            passages.flatMap { passage in
                let context = portion.contexts.lowerBound + batch.contexts[passage]
                let added = settings.relevanceScale * Double(readings[portion.reading].relevance[context])
                return batch.spans.range(ofPassage: passage).map { span in
                    ScoredSpan(
                        block: batch.blocks[passage], tokens: batch.bodyRange(ofSpan: span, inPassage: passage),
                        logit: Double(scores[span]) + added)
                }
            }
        }
    }

    /// One softmax over all spans of a question.
    private func answers(_ spans: [ScoredSpan]) -> [Answer] {
        guard let greatest = spans.map(\.logit).max() else { return [] }
        let total = spans.reduce(0) { $0 + exp($1.logit - greatest) }
        // Only spans with some weight, as weights go here, are worth turning into text.
        let least = min(1e-5, 0.1 / total)
        var groups: [String: [(candidate: Candidate, probability: Double)]] = [:]
        for (number, span) in spans.enumerated() {
            let probability = exp(span.logit - greatest) / total
            guard probability >= least else { continue }
            let candidate = candidate(span.tokens, span.block)
            // Spans may be any run of word pieces; a comma answers nothing, however probable it is.
            if settings.skipsPunctuation, candidate.text.allSatisfy({ $0.isPunctuation || $0.isWhitespace }) {
                continue
            }
            let group = settings.mergesAnswers ? candidate.text.lowercased() : String(number)
            groups[group, default: []].append((candidate, probability))
        }
        return groups.values.compactMap(Self.answer).sorted {
            ($1.probability, $0.block, $0.range.lowerBound) < ($0.probability, $1.block, $1.range.lowerBound)
        }
    }

    private struct Candidate {
        var text: String
        var block: Int
        var range: Range<Int>
        var tokens: Range<Int>
    }

    private func candidate(_ tokens: Range<Int>, _ block: Int) -> Candidate {
        Candidate(
            text: corpus.text(of: tokens, in: block), block: block, range: corpus.bytes(of: tokens, in: block),
            tokens: tokens)
    }

    private static func answer(_ group: [(candidate: Candidate, probability: Double)]) -> Answer? {
        guard let best = group.max(by: { $0.probability < $1.probability }) else { return nil }
        var contributions: [Int: Double] = [:]
        for (candidate, probability) in group { contributions[candidate.block, default: 0] += probability }
        return Answer(
            text: best.candidate.text, probability: group.reduce(0) { $0 + $1.probability },
            block: best.candidate.block, range: best.candidate.range, tokens: best.candidate.tokens,
            contributions: contributions)
    }
}
