import Bert
import Corpora
import Wordpieces
import Foundation
import Learning
import LearningTestSupport
import Realm
import Tensors
import Testing

@Suite struct AnswerFinderTests {
    private func reading(_ world: TinyWorld, _ text: String, _ blocks: [Int]) -> AnswerFinder.Reading {
        AnswerFinder.Reading(
            question: world.tokenizer.ids(of: text),
            contexts: blocks.map { PassageContext(around: $0, tokens: 0, store: world.store) },
            relevance: blocks.indices.map { Float($0) * 0.3 })
    }

    private func finder(
        _ world: TinyWorld, scale: Double = 1, normalization: ReaderSettings.Normalization = .joint, atOnce: Int = 64
    ) throws -> AnswerFinder {
        var settings = world.configuration.reader
        settings.relevanceScale = scale
        settings.normalization = normalization
        return AnswerFinder(
            corpus: world.corpus, reader: try world.reader(), settings: settings, contextsAtOnce: atOnce)
    }

    @Test(arguments: [1, 2, 3, 5], ReaderSettings.Normalization.allCases)
    func howManyContextsAreReadAtOnceChangesNoAnswer(
        atOnce: Int, normalization: ReaderSettings.Normalization
    ) throws {
        let world = try TinyWorld()
        let readings = [
            reading(world, "Who built the mill of Albury?", [0, 1, 2, 3]), reading(world, "Where?", []),
            reading(world, "Where was Ada Winter born?", [7]), reading(world, "Who?", [5, 9]),
        ]
        let whole = try finder(world, normalization: normalization).answers(to: readings, count: 20)
        let divided = try finder(world, normalization: normalization, atOnce: atOnce)
            .answers(to: readings, count: 20)
        for (one, other) in zip(whole, divided) {
            #expect(one.count == other.count)
            for (a, b) in zip(one, other) { #expect(abs(a.probability - b.probability) < 1e-5) }
            #expect(one.first?.text == other.first?.text && one.first?.range == other.first?.range)
        }
    }

    @Test func answersPointAtTheirText() throws {
        let world = try TinyWorld()
        let readings = [
            reading(world, "Who built the mill of Albury?", [0, 1, 2]), reading(world, "Where?", []),
            reading(world, "Where was Ada Winter born?", [7]),
        ]
        let found = try finder(world).answers(to: readings, count: 1000)
        #expect(found[1].isEmpty)
        for (reading, answers) in zip(readings, found) where !reading.contexts.isEmpty {
            #expect(answers.count > 10)
            #expect(answers.map(\.probability) == answers.map(\.probability).sorted(by: >))
            let sum = answers.reduce(0) { $0 + $1.probability }
            #expect(sum <= 1 + 1e-9 && sum > 0.9)
            #expect(Set(answers.map { $0.text.lowercased() }).count == answers.count)
            for answer in answers {
                let bytes = Array(world.store.text(of: answer.block).utf8)
                #expect(String(decoding: bytes[answer.range], as: UTF8.self) == answer.text)
                let places = world.store.tokenRanges(of: answer.block)[answer.tokens]
                #expect(places.first?.lowerBound == answer.range.lowerBound)
                #expect(places.last?.upperBound == answer.range.upperBound)
                #expect(Set(answer.contributions.keys).isSubset(of: reading.contexts.map(\.block)))
                #expect(abs(answer.contributions.values.reduce(0, +) - answer.probability) < 1e-9)
            }
        }
    }

    /// Each span's softmax probability, added up by what the span says.
    @Test(arguments: [0.0, 1, 3], ReaderSettings.Normalization.allCases)
    func probabilitiesAreThoseOfAllSpansTogether(
        scale: Double, normalization: ReaderSettings.Normalization
    ) throws {
        let world = try TinyWorld()
        let reading = reading(world, "Who built the mill of Albury?", [0, 1, 3])
        let passages = PassageReading(
            questions: [reading.question], contexts: [reading.contexts], corpus: world.corpus,
            settings: world.configuration.reader, longestSpan: 10, wordStarts: WordStarts(world.vocabulary))
        let scores = try world.reader().scores(passages.batch, of: passages.spans).floats()
        var weights: [String: Double] = [:]
        for (passage, block) in reading.contexts.map(\.block).enumerated() {
            let ranges = world.store.tokenRanges(of: block)
            let text = Array(world.store.text(of: block).utf8)
            let own = passages.spans.range(ofPassage: passage)
            let shared = normalization == .joint ? 0 : log(own.reduce(0) { $0 + exp(Double(scores[$1])) })
            for span in passages.spans.range(ofPassage: passage) {
                let tokens = passages.bodyRange(ofSpan: span, inPassage: passage)
                let bytes = text[ranges[tokens.lowerBound].lowerBound..<ranges[tokens.upperBound - 1].upperBound]
                let logit = Double(scores[span]) - shared + scale * Double(reading.relevance[passage])
                weights[String(decoding: bytes, as: UTF8.self).lowercased(), default: 0] += exp(logit)
            }
        }
        let total = weights.values.reduce(0, +)
        let found = try finder(world, scale: scale, normalization: normalization)
            .answers(to: [reading], count: 10_000)[0]
        for answer in found where answer.probability > 1e-3 {
            let expected = (weights[answer.text.lowercased()] ?? 0) / total
            #expect(abs(answer.probability - expected) < 1e-3, "\(answer.text)")
        }
        #expect(found.contains { $0.contributions.count > 1 })
        let marks = weights.filter { $0.key.allSatisfy(\.isPunctuation) && $0.value / total > 1e-3 }
        #expect(!marks.isEmpty && !found.contains { marks.keys.contains($0.text) }, "a comma is no answer")
    }

    @Test func punctuationIsAnAnswerWhereThatIsAskedFor() throws {
        let world = try TinyWorld()
        let readings = [reading(world, "Who built the mill of Albury?", [0, 1, 3])]
        func marks(_ skips: Bool) throws -> (count: Int, sum: Double) {
            var settings = world.configuration.reader
            settings.skipsPunctuation = skips
            let finder = AnswerFinder(corpus: world.corpus, reader: try world.reader(), settings: settings)
            let found = try finder.answers(to: readings, count: 10_000)[0]
            return (
                found.count { $0.text.allSatisfy(\.isPunctuation) }, found.reduce(0) { $0 + $1.probability }
            )
        }
        let (without, with) = (try marks(true), try marks(false))
        #expect(without.count == 0 && with.count > 0 && with.sum > without.sum)
    }

    /// Where no span is likelier than others, each has next to nothing; they are answers all the same.
    @Test func aFlatDistributionHasAnswersToo() throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.reader.spanWidth = 30
        configuration.reader.wholeWords = false
        let reader = try SpanReader(configuration.reader.configuration(world.bert()), .random(deviation: 1e-6))
        let finder = AnswerFinder(corpus: world.corpus, reader: reader, settings: configuration.reader)
        let contexts = reading(world, "Who?", (0..<150).map { $0 % world.store.count }).contexts
        let flat = AnswerFinder.Reading(
            question: world.tokenizer.ids(of: "Who?"), contexts: contexts, relevance: contexts.map { _ in 0 })
        #expect(try finder.answers(to: [flat], count: 3)[0].count == 3)
    }

    @Test func nothingToReadIsNoAnswer() throws {
        let world = try TinyWorld()
        #expect(try finder(world).answers(to: [], count: 3).isEmpty)
        #expect(try finder(world).answers(to: [reading(world, "Who?", [])], count: 3) == [[]])
        #expect(try finder(world).answers(to: [reading(world, "Who?", [3])], count: 2)[0].count == 2)
    }
}
