import Corpora
import DurableFiles
public import Foundation
package import Masking
package import Randomness
import Wordpieces

/// The masked queries that a corpus offers: to train on, and held out to measure on.
public struct MaskedQueries {
    private let corpus: LearningCorpus
    private let masking: Masking
    private let limits: MaskingLimits
    private let table: SpanTable
    private let training: [SpanTable.Sentence]
    private let postings: TokenPostings

    /// Finds the salient spans of the corpus, or reads them where they were found before.
    /// - Parameter file: where the spans are kept; made when it is missing or of another corpus.
    /// - Throws: `TrainingProblem.nothingToLearnFrom` when no sentence has a span that another block could tell.
    public init(
        _ corpus: LearningCorpus, _ configuration: RunConfiguration, file: URL, report: (String) -> Void
    ) throws {
        self.corpus = corpus
        let settings = configuration.masking
        masking =
            switch settings.kind {
            case .salient: .salientSpan
            case .tokens: .randomTokens()
            case .spans: .randomSpans()
            }
        limits = MaskingLimits(
            queryTokens: min(configuration.encoder.queryTokens, configuration.embedder.queryTokens) - 2)
        if let kept = try? SpanTable(contentsOf: file, for: corpus.store) {
            table = kept
        } else {
            report("finding salient spans in \(corpus.store.count) blocks")
            table = try Self.build(corpus.store, settings, report: report)
            try table.write(to: file)
        }
        training = table.training
        guard !training.isEmpty else {
            throw TrainingProblem.nothingToLearnFrom(
                stage: "pre-training",
                reason: "no sentence of the corpus has a name or date that stands in another block too; add documents")
        }
        postings = TokenPostings(corpus.store)
    }

    init(_ corpus: LearningCorpus, _ configuration: RunConfiguration, beside inputs: StageInputs) throws {
        let settings = configuration.masking
        let named = [
            "\(settings.spanTokens)", "\(settings.minimumSentence)", "\(settings.maximumSentence)",
            "\(settings.maximumOccurrences)", "\(settings.heldOutShare)", "\(settings.gazetteer)",
            settings.spans.isEmpty ? "" : try Fingerprint(ofFile: URL(filePath: settings.spans)).hexadecimal,
        ].joined(separator: " ")
        let name = "spans-\(Fingerprint(of: named).hexadecimal.prefix(12)).table"
        try self.init(
            corpus, configuration, file: inputs.corpus.deletingLastPathComponent().appending(path: name),
            report: inputs.report)
    }

    private static func build(
        _ store: BlockStore, _ settings: MaskingSettings, report: (String) -> Void
    ) throws -> SpanTable {
        let options = SpanTable.Options(
            longestSpan: settings.spanTokens, shortestSentence: settings.minimumSentence,
            longestSentence: settings.maximumSentence, mostOtherBlocks: settings.maximumOccurrences,
            heldOutShare: settings.heldOutShare)
        guard settings.spans.isEmpty else {
            let spans = try ExternalSpans(contentsOf: URL(filePath: settings.spans))
            for problem in spans.problems { report("\(problem)") }
            return SpanTable.build(store: store, finder: spans, options: options)
        }
        let finder =
            settings.gazetteer ? SalientSpanFinder(learningFrom: store) : SalientSpanFinder(gazetteer: .none)
        return SpanTable.build(store: store, finder: finder, options: options)
    }

    /// How many sentences there are to train on, and how many are held out.
    public var counts: (training: Int, heldOut: Int) { (training.count, table.sentences.count - training.count) }

    /// Draws masked queries to train on, from different sentences while there are enough.
    package func draw(_ count: Int, using random: inout SeededGenerator) throws -> [MaskedQuery] {
        var queries: [MaskedQuery] = []
        var seen: Set<Int> = []
        for _ in 0..<20 * count where queries.count < count {
            let number = Int.random(in: training.indices, using: &random)
            guard seen.insert(number).inserted || training.count < 2 * count else { continue }
            if let query = query(training[number], using: &random) { queries.append(query) }
        }
        return queries
    }

    /// Held-out queries, always the same, spread over the corpus.
    package func heldOut(_ most: Int) -> [MaskedQuery] {
        let sentences = table.heldOut
        let chosen = (0..<min(most, sentences.count)).map {
            sentences[$0 * sentences.count / min(most, sentences.count)]
        }
        return chosen.enumerated().compactMap { number, sentence in
            var random = SeededGenerator(seed: 0x4845_4C44, stream: UInt64(number))
            return query(sentence, using: &random)
        }
    }

    private func query(_ sentence: SpanTable.Sentence, using random: inout SeededGenerator) -> MaskedQuery? {
        let mask = corpus.vocabulary.mask
        if masking == .salientSpan {
            let span = table.spans[Int.random(in: sentence.spans, using: &random)]
            return table.query(sentence, span: span, in: corpus.store, mask: mask, limits: limits)
        }
        return MaskableSentence(block: sentence.block, sentence: sentence.pieces, in: corpus.store)
            .flatMap { masking.make($0, salient: [], mask: mask, limits: limits, using: &random) }
    }

    /// Whether a block holds the masked word pieces of a query one after another.
    package func holds(_ block: Int, _ query: MaskedQuery) -> Bool {
        BlockTokens(corpus.store.tokens(of: block)).holds(query.targets.map { UInt16(truncatingIfNeeded: $0) })
    }

    /// Other blocks that hold the masked word pieces and give them away by more than a copy of the sentence.
    package func holders(of query: MaskedQuery) -> [Int] {
        let span = query.targets.map { UInt16(truncatingIfNeeded: $0) }
        let source = TrivialMatch(source: corpus.store.tokens(of: query.block), sentence: query.sentence)
        return postings.blocks(holding: span, in: corpus.store).filter {
            $0 != query.block && !source.isTrivial(tokens: corpus.store.tokens(of: $0))
        }
    }
}
