import Corpora
import DurableFiles
public import Foundation
package import Masking
package import Randomness
import Wordpieces

/// The masked queries that a corpus offers: to train on, and held out to measure on.
///
/// They are looked up in the same corpus, or in another: the paper's pre-training corpus X and knowledge corpus Z.
public struct MaskedQueries {
    /// What the sentences are taken from, X.
    package let source: LearningCorpus
    /// What can tell what was masked, Z.
    private let corpus: LearningCorpus
    /// Whether a query's block is a block of the corpus that is searched.
    let isKnownBlock: Bool
    private let masking: Masking
    private let limits: MaskingLimits
    private let table: SpanTable
    /// Names the contents of the tagger's file that the spans are from, if there is one.
    private(set) var taggedSpans: Fingerprint?
    private let training: [SpanTable.Sentence]
    /// The sentences to train on of each passage, where passages are drawn.
    private let passages: [Range<Int>]

    /// Finds the salient spans of the corpus, or reads them where they were found before.
    /// - Parameters:
    ///   - source: the corpus that the sentences are taken from; nil for the same one.
    ///   - file: where the spans are kept; made when it is missing or of another corpus.
    /// - Throws: `TrainingProblem.nothingToLearnFrom` when no sentence has a span that another block could tell.
    public init(
        _ corpus: LearningCorpus, of source: LearningCorpus? = nil, _ configuration: RunConfiguration, file: URL,
        report: (String) -> Void
    ) throws {
        let source = source ?? corpus
        let isOne = source.store.fingerprint == corpus.store.fingerprint
        self.corpus = corpus
        self.source = source
        isKnownBlock = isOne
        let settings = configuration.masking
        masking =
            switch settings.kind {
            case .salient: .salientSpan
            case .tokens: .randomTokens()
            case .spans: .randomSpans()
            }
        limits = MaskingLimits(
            queryTokens: min(configuration.encoder.queryTokens, configuration.embedder.queryTokens) - 2)
        if let kept = try? SpanTable(contentsOf: file, for: source.store) {
            table = kept
        } else {
            report("finding salient spans in \(source.store.count) blocks")
            table = try Self.build(source.store, knownBy: isOne ? nil : corpus.store, settings, report: report)
            try table.write(to: file)
        }
        training = table.training
        passages = settings.drawsFrom == .passages ? Self.passages(of: training) : []
        guard !training.isEmpty else {
            throw TrainingProblem.nothingToLearnFrom(
                stage: "pre-training",
                reason: isOne
                    ? "no sentence of the corpus has a name or date that stands in another block too; add documents"
                    : "no sentence of the queries' corpus has a name or date that stands in the other corpus; "
                        + "add documents")
        }
    }

    init(_ corpus: LearningCorpus, _ configuration: RunConfiguration, beside inputs: StageInputs) throws {
        let settings = configuration.masking
        let source = try inputs.queryCorpus(corpus.vocabulary)
        let tagged = settings.spans.isEmpty ? nil : try Fingerprint(ofFile: URL(filePath: settings.spans))
        let named =
            [
                "\(settings.spanTokens)", "\(settings.minimumSentence)", "\(settings.maximumSentence)",
                "\(settings.maximumOccurrences)", "\(settings.heldOutShare)", "\(settings.gazetteer)",
                tagged?.hexadecimal ?? "",
            ].joined(separator: " ") + (source == nil ? "" : " known by \(corpus.store.fingerprint.hexadecimal)")
        let name = "spans-\(Fingerprint(of: named).hexadecimal.prefix(12)).table"
        try self.init(
            corpus, of: source, configuration,
            file: (inputs.queries ?? inputs.corpus).deletingLastPathComponent().appending(path: name),
            report: inputs.report)
        taggedSpans = tagged
    }

    private static func build(
        _ store: BlockStore, knownBy knowledge: BlockStore?, _ settings: MaskingSettings, report: (String) -> Void
    ) throws -> SpanTable {
        let options = SpanTable.Options(
            longestSpan: settings.spanTokens, shortestSentence: settings.minimumSentence,
            longestSentence: settings.maximumSentence, mostOtherBlocks: settings.maximumOccurrences,
            heldOutShare: settings.heldOutShare)
        guard settings.spans.isEmpty else {
            let spans = try ExternalSpans(contentsOf: URL(filePath: settings.spans))
            for problem in spans.problems { report("\(problem)") }
            let untold = spans.problemCount - spans.problems.count
            if untold > 0 { report("\(spans.path): \(untold) more lines were left out") }
            report("\(spans.path): \(spans.fit(in: store))")
            return SpanTable.build(store: store, knownBy: knowledge, finder: spans, options: options)
        }
        let finder =
            settings.gazetteer ? SalientSpanFinder(learningFrom: store) : SalientSpanFinder(gazetteer: .none)
        return SpanTable.build(store: store, knownBy: knowledge, finder: finder, options: options)
    }

    /// How many sentences there are to train on, and how many are held out.
    public var counts: (training: Int, heldOut: Int) { (training.count, table.sentences.count - training.count) }

    /// Draws masked queries to train on, from different sentences while there are enough.
    package func draw(_ count: Int, using random: inout SeededGenerator) throws -> [MaskedQuery] {
        var queries: [MaskedQuery] = []
        var seen: Set<Int> = []
        for _ in 0..<20 * count where queries.count < count {
            let (number, span) = drawSentence(using: &random)
            guard seen.insert(number).inserted || training.count < 2 * count else { continue }
            if let query = query(training[number], masking, span: span, using: &random) { queries.append(query) }
        }
        return queries
    }

    /// Whether any of some drawn queries can be told by a block that is no copy of where it came from.
    func canBeTold(by postings: TokenPostings) throws -> Bool {
        var random = SeededGenerator(seed: 0x544F_4C44)
        return try draw(200, using: &random).contains { !holders(of: $0, among: postings).isEmpty }
    }

    /// A sentence to train on; where passages are drawn, with the span of its passage that led to it.
    private func drawSentence(using random: inout SeededGenerator) -> (number: Int, span: Int?) {
        guard !passages.isEmpty else { return (Int.random(in: training.indices, using: &random), nil) }
        let sentences = passages[Int.random(in: passages.indices, using: &random)]
        var place = Int.random(in: 0..<sentences.reduce(0) { $0 + training[$1].spans.count }, using: &random)
        for number in sentences {
            let spans = training[number].spans
            if place < spans.count { return (number, spans.lowerBound + place) }
            place -= spans.count
        }
        preconditionFailure("a place is below the number of all spans")
    }

    /// The runs of sentences that stand in one block.
    private static func passages(of sentences: [SpanTable.Sentence]) -> [Range<Int>] {
        var passages: [Range<Int>] = []
        for number in sentences.indices {
            if let last = passages.last, sentences[last.lowerBound].block == sentences[number].block {
                passages[passages.count - 1] = last.lowerBound..<number + 1
            } else {
                passages.append(number..<number + 1)
            }
        }
        return passages
    }

    /// Held-out queries, always the same, spread over the corpus.
    ///
    /// A salient span is masked, whatever kind of mask is trained on: what they measure is then the same for every kind.
    package func heldOut(_ most: Int) -> [MaskedQuery] {
        let sentences = table.heldOut
        let chosen = (0..<min(most, sentences.count)).map {
            sentences[$0 * sentences.count / min(most, sentences.count)]
        }
        return chosen.enumerated().compactMap { number, sentence in
            var random = SeededGenerator(seed: 0x4845_4C44, stream: UInt64(number))
            return query(sentence, .salientSpan, span: nil, using: &random)
        }
    }

    /// - Parameter span: one of the sentence's; nil draws one.
    private func query(
        _ sentence: SpanTable.Sentence, _ masking: Masking, span: Int?, using random: inout SeededGenerator
    ) -> MaskedQuery? {
        let span = table.spans[span ?? Int.random(in: sentence.spans, using: &random)].pieces
        return MaskableSentence(block: sentence.block, sentence: sentence.pieces, in: source.store).flatMap {
            let pieces = masking.pieces(
                of: $0, salient: span, continuesWord: source.vocabulary.continuesWord, using: &random)
            return $0.query(masking: pieces, salient: span, mask: source.vocabulary.mask, limits: limits)
        }
    }

    /// Whether a block holds the salient span of a query.
    package func holds(_ block: Int, _ query: MaskedQuery) -> Bool {
        BlockTokens(corpus.store.tokens(of: block)).holds(query.salientSpan.map { UInt16(truncatingIfNeeded: $0) })
    }

    /// Other blocks that hold the salient span of a query, and hold more of it than a copy of the sentence.
    /// - Parameter postings: of the corpus that is searched.
    package func holders(of query: MaskedQuery, among postings: TokenPostings) -> [Int] {
        let span = query.salientSpan.map { UInt16(truncatingIfNeeded: $0) }
        let trivial = TrivialMatch(source: source.store.tokens(of: query.block), sentence: query.sentence)
        return postings.blocks(holding: span, in: corpus.store).filter {
            !(isKnownBlock && $0 == query.block) && !trivial.isTrivial(tokens: corpus.store.tokens(of: $0))
        }
    }
}
