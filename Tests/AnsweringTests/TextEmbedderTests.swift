import Answering
import Corpora
import Foundation
import Learning
import LearningTestSupport
import Testing
import Wordpieces

@Suite struct TextEmbedderTests {
    /// Whoever embeds the texts of a corpus gets the vectors that its index has.
    @Test func aDocumentIsEmbeddedAsABlockOfACorpusIs() throws {
        let longTitle = String(repeating: "Albury Bridge ", count: 20)
        let others = [
            Document(title: "", text: "A fair on the river."), Document(title: longTitle, text: "A fair in autumn."),
        ]
        let world = try TinyWorld(Array(TinyTexts.documents.prefix(12)) + others)
        let model = world.folder("model")
        try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
        try ModelBundle.write(world.embedder(), in: model)
        try world.vocabulary.write(to: model.appending(path: "vocab.txt"))
        let embedder = try TextEmbedder(model: model, configuration: world.configuration)
        let store = world.store
        let index = try BlockEmbedder(world.embedder(), corpus: world.corpus, documentTokens: 64)
            .embeddings(of: 0..<store.count)
        let vectors = try embedder.embeddings(
            of: (0..<store.count).map { Document(title: store.title(of: $0), text: store.text(of: $0)) })
        #expect(zip(vectors.joined(), index).allSatisfy { abs($0 - $1) < 1e-5 } && index.count == 8 * store.count)

        // Without titles they are others, and the same as texts with the role of a document.
        let bare = try embedder.embeddings(of: (0..<3).map { Document(title: "", text: store.text(of: $0)) })
        #expect(bare != Array(vectors.prefix(3)))
        #expect(try bare == embedder.embeddings(of: (0..<3).map(store.text(of:)), as: .document))
    }
}
