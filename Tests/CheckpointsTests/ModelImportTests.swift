import Bert
import Checkpoints
import Foundation
import Learning
import Realm
import Tensors
import TensorsTestSupport
import Testing
import Wordpieces

/// Every layout but open QA, each from another file format, against what Hugging Face's classes compute.
@Suite struct ModelImportTests {
    private let released: Released

    init() throws { released = try Released() }

    private func bundle(_ name: String) throws -> ModelBundle {
        let report = try CheckpointImport.run(released.copy(name), to: released.folder("model"))
        #expect(report.layout.rawValue == name && report.blocks == 0 && !report.isProject)
        return try ModelBundle(opening: released.folder("model"))
    }

    @Test func anEmbedderEmbedsAsBefore() throws {
        let bundle = try bundle("embedder")
        #expect(bundle.parts == ["embedder"])
        // The fixture's vocabulary has CRLF line ends.
        #expect(bundle.vocabulary[5] == "[MASK]")
        let vectors = try bundle.embedder()(packed(released.expected.embedder.inputs))
        #expect(agree(try vectors.floats(), released.expected.embedder.vectors))
        let settings = try RunConfiguration.of(run: bundle.folder)
        #expect(settings.embedder.pooler && settings.embedder.layerNorm && settings.embedder.width == 8)
        #expect(settings.embedder.pooling == .cls && settings.corpus.lowercases)
        #expect(settings.reader.spanWidth == 4 && settings.reader.passages == 3 && settings.reader.jointTokens == 64)
        #expect(!settings.reader.readsTitle && !settings.reader.wholeWords && settings.reader.relevanceScale == 1)
    }

    @Test func aScorerScoresAndLearnsAsBefore() throws {
        let bundle = try bundle("scorer")
        #expect(bundle.parts == ["embedder"])
        let expected = released.expected.scorer
        let embedder = try bundle.embedder()
        let queries = try embedder(packed(expected.queries))
        let documents = try embedder(packed(expected.candidates, types: expected.types))
        #expect(agree(try queries.floats(), expected.query))
        #expect(agree(try documents.floats(), expected.candidate))
        let scores = try RelevanceScores(
            queries: queries, documents: documents, candidates: [[0, 1, 2], [3, 4, 5]]
        ).scores
        #expect(agree(try scores.floats(), expected.relevance))
        try (scores * scores).sum().backward()
        // Some gradients are zero but for rounding, those of the keys' biases for instance: what is right there is small.
        let largest = expected.gradients.values.map { $0[0] }.max() ?? 0
        for (name, tensor) in embedder.parameters {
            let gradient = try #require(try tensor.gradient(), "\(name) has no gradient").floats().map(Double.init)
            let sums = try #require(expected.gradients[name], "\(name) has no expected gradient")
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let weighted = zip(gradient, 1...).reduce(0) { $0 + $1.0 * Double($1.1) }
            let tolerance = 1e-4 * sums[0] + 1e-6 * largest
            #expect(abs(norm - sums[0]) <= tolerance, "\(name)")
            // A sum in which terms cancel is as exact as its terms are.
            #expect(abs(weighted - sums[1]) <= tolerance * Double(gradient.count), "\(name)")
        }
    }

    @Test func anEncoderFillsMasksAsBefore() throws {
        let bundle = try bundle("encoder")
        #expect(bundle.parts == ["encoder"])
        let expected = released.expected.encoder
        let logits = try bundle.encoder().logits(
            packed([expected.ids], types: [expected.types]), at: [expected.position])
        #expect(agree(try logits.floats(), expected.logits, 2e-5))
        #expect(try RunConfiguration.of(run: bundle.folder).encoder.readsTitle == false)
    }

    @Test func anEncoderIsAStartWithoutImport() throws {
        let start = try StartWeights(folder: released.copy("encoder"))
        #expect(start.head != nil && start.configuration.layers == 2)
        _ = try BertEncoder(start.configuration, .weights(start.tower))
    }

    @Test func aReaderReadsAsBefore() throws {
        let bundle = try bundle("reader")
        #expect(bundle.parts == ["reader"])
        let expected = released.expected.reader
        let batch = packed([expected.ids], types: [expected.types])
        let body = 5..<8
        let spans = CandidateSpans(batch: batch, bodies: [body], isWordStart: [[true, true, true]], longest: 4)
        let found = zip(spans.starts, spans.ends).map { [$0, $1] }
        #expect(Set(found) == Set(expected.spans))
        let logits = Dictionary(
            zip(expected.spans, expected.logits).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
        #expect(agree(try bundle.reader().scores(batch, of: spans).floats(), found.compactMap { logits[$0] }, 2e-5))
    }
}
