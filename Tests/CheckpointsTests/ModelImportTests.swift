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
        let vectors = try bundle.embedder()(packed(released.expected.embedder.inputs), as: .query)
        #expect(agree(try vectors.floats(), released.expected.embedder.vectors))
        let settings = try RunConfiguration.of(run: bundle.folder)
        #expect(settings.embedder.pooler && settings.embedder.layerNorm && settings.embedder.width == 8)
        #expect(settings.embedder.pooling == .cls && settings.corpus.lowercases)
        #expect(settings.reader.spanWidth == 4 && settings.reader.passages == 3 && settings.reader.jointTokens == 64)
        #expect(!settings.reader.readsTitle && !settings.reader.wholeWords && settings.reader.relevanceScale == 1)
        #expect(!settings.reader.skipsPunctuation && settings.finetune.evaluateBy == .spanExactMatch)
    }

    @Test func aScorerScoresAndLearnsAsBefore() throws {
        let bundle = try bundle("scorer")
        #expect(bundle.parts == ["embedder"])
        let expected = released.expected.scorer
        let embedder = try bundle.embedder()
        let queries = try embedder(packed(expected.queries), as: .query)
        let documents = try embedder(packed(expected.candidates, types: expected.types), as: .document)
        #expect(agree(try queries.floats(), expected.query))
        #expect(agree(try documents.floats(), expected.candidate))
        let scores = try RelevanceScores(
            queries: queries, documents: documents, candidates: [[0, 1, 2], [3, 4, 5]]
        ).scores
        #expect(agree(try scores.floats(), expected.relevance))
        try (scores * scores).sum().backward()
        #expect(try differingGradients(embedder.parameters, released.gradients("scorer")) == [])
    }

    /// The class's own `pad_token_id` is 1, another word piece in the released vocabulary; this checkpoint says so too.
    @Test func paddingIsThePieceThatTheVocabularyNamesWhateverTheConfigurationSays() throws {
        func padding(_ folder: URL) throws -> Int? {
            let file = try Data(contentsOf: folder.appending(path: "config.json"))
            return (try JSONSerialization.jsonObject(with: file) as? [String: Any])?["pad_token_id"] as? Int
        }
        #expect(try padding(released.copy("embedder")) == 1)
        let bundle = try bundle("embedder")
        #expect(bundle.vocabulary.padding == 0 && bundle.vocabulary[0] == "[PAD]")
        // Both are pieces like all others where they stand in a text: `anEmbedderEmbedsAsBefore` has such a text.
        #expect(released.expected.embedder.inputs.contains { $0.contains(0) && $0.contains(1) })
        _ = try CheckpointExport.run(bundle.folder, as: .embedder, to: released.folder("exported"))
        #expect(try padding(released.folder("exported")) == 0)
    }

    @Test func anEncoderFillsMasksAsBefore() throws {
        let bundle = try bundle("encoder")
        #expect(bundle.parts == ["encoder"])
        let expected = released.expected.encoder
        let logits = try bundle.encoder().logits(
            packed([expected.ids], types: [expected.types]), at: [expected.position])
        #expect(agree(try logits.floats(), expected.logits))
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
        #expect(agree(try bundle.reader().scores(batch, of: spans).floats(), found.compactMap { logits[$0] }))
    }
}
