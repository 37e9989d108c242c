import Foundation
import Corpora
import Learning
import LearningTestSupport
import Randomness
import Testing

@Suite struct InverseClozeTaskTests {
    @Test func theSentenceIsTakenOutUnlessItIsKept() throws {
        let world = try TinyWorld()
        var random = SeededGenerator(seed: 1)
        var kept = 0
        for draw in 0..<600 {
            let block = draw % world.store.count
            let body = world.corpus.body(block)
            let pair = InverseClozeTask.pair(block: block, corpus: world.corpus, keepShare: 0.3, using: &random)
            let sentences = world.store.sentences(of: block)
            let chosen = try #require(sentences.first { Array(body[$0]) == pair.sentence })
            if pair.body == body {
                kept += 1
            } else {
                #expect(pair.body == Array(body[..<chosen.lowerBound] + body[chosen.upperBound...]))
            }
        }
        #expect((120...240).contains(kept))
    }

    @Test(arguments: [(0.0, false), (1.0, true)])
    func theShareIsExactAtItsEnds(share: Double, keeps: Bool) throws {
        let world = try TinyWorld()
        var random = SeededGenerator(seed: 2)
        for block in 0..<20 {
            let pair = InverseClozeTask.pair(block: block, corpus: world.corpus, keepShare: share, using: &random)
            #expect((pair.body == world.corpus.body(block)) == keeps)
        }
    }

    @Test func blocksOfOneSentenceTeachNothing() throws {
        let world = try TinyWorld([
            Document(title: "Albury", text: "Albury is a town on the river Wend."),
            Document(title: "Calder", text: "Calder is a town on the river Tille."),
        ])
        let problem = #expect(throws: TrainingProblem.self) {
            try InverseClozeTask(
                embedder: world.embedder(), corpus: world.corpus, configuration: world.configuration)
        }
        #expect(
            problem?.description
                == "nothing to learn from in inverse-cloze: fewer than two blocks of the corpus have two "
                + "sentences; add documents")
    }

    @Test func aBatchLargerThanTheCorpusIsTheCorpus() throws {
        let long = (0..<3).map { number in
            Document(
                title: "Towns",
                text: TinyTexts.documents.dropFirst(9 * number).prefix(9).map(\.text).joined(separator: " "))
        }
        let world = try TinyWorld(long)
        var configuration = world.configuration
        configuration.warmstart.batch = 500
        let task = try InverseClozeTask(
            embedder: world.embedder(), corpus: world.corpus, configuration: configuration)
        let whole = (0..<world.store.count).filter { world.store.sentences(of: $0).count >= 2 }
        let documents = Set(whole.map { world.store.document(of: $0) })
        #expect(documents.count < whole.count)
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            #expect(task.draw(&random).sorted() == whole)
        }
        var losses = 0
        let figures = try task.takeStep(0) { _ in losses += 1 }
        #expect(losses == 1 && figures.first?.0 == "accuracy")
    }

    @Test func inputsLongerThanTheWeightsReadAreRefused() throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder().path
        configuration.embedder.documentTokens = 288
        let problem = #expect(throws: TrainingProblem.self) {
            try WarmStart.trainEmbedder(world.inputs("run", configuration), vocabulary: world.vocabulary)
        }
        #expect(
            problem?.description == "embedder.documentTokens is 288, but the weights read at most 128 word pieces "
                + "(max_position_embeddings); set it to 128 or less")
    }
}
