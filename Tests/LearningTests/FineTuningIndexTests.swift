import Corpora
import Foundation
import Learning
import LearningTestSupport
import Tensors
import Testing
import VectorSearch

/// The index during fine-tuning: frozen, or rebuilt.
@Suite struct FineTuningIndexTests {
    @Test func theIndexIsRebuiltAndPassagesLearnWhereThatIsAskedFor() throws {
        let world = try TinyWorld()
        let finder = try world.finder()
        let asked = world.question("Who built the mill of Kelby?", ["the", "Kelby"])
        let text = PassageFinder.Question(text: asked.text, tokens: asked.tokens)
        let task = try FineTuningTask(
            finder: finder, reader: world.reader(), questions: [asked],
            configuration: world.fineTuning {
                $0.finetune.refreshEvery = 2
                $0.finetune.steps = 3
            }, run: world.run)
        try task.begin(at: 0, memory: nil)
        _ = try task.figures()
        let embedder = try #require(task.parts.first).model.module
        #expect(try embedder.hasGradient())
        // Another model's vectors: the index must be made of it, and the search must use it.
        for (_, tensor) in embedder.parameters { try tensor.assign(from: tensor.detached() * 0.5) }
        #expect(try task.finish(step: 1).isEmpty && task.memory == [:])
        #expect(try task.finish(step: 2).map(\.0) == ["generation"] && task.memory == ["generation": 1])
        let rebuilt = try #require(try GenerationFolder(world.run.index).current()).index
        #expect(rebuilt.vector(0) != finder.index.vector(0))
        let own = try BlockEmbedder(finder.embedder, corpus: world.corpus, documentTokens: 64).embeddings(of: 0..<1)
        #expect(zip(rebuilt.vector(0), own).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(try task.finish(step: 3).map(\.0) == ["generation"] && task.memory == ["generation": 2])
        #expect(try ModelBundle(opening: world.run.snapshots.appending(path: "step-00000003")).parts == ["embedder"])
        _ = try finder.relevance(of: [[0]], to: [text])
    }

    @Test func aFrozenIndexGivesPassagesNoGradient() throws {
        let world = try TinyWorld()
        let task = try FineTuningTask(
            finder: world.finder(), reader: world.reader(), questions: [world.question("Who?", ["the"])],
            configuration: world.fineTuning(), run: world.run)
        try task.begin(at: 0, memory: nil)
        #expect(try task.finish(step: 7).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: world.run.index.path))
    }
}
