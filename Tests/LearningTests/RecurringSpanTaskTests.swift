import Corpora
import Learning
import LearningTestSupport
import Masking
import Randomness
import Tensors
import Testing

@Suite struct RecurringSpanTaskTests {
    @Test func aQueryIsAWindowAroundTheRunWithOrWithoutIt() throws {
        let world = try TinyWorld()
        var random = SeededGenerator(seed: 1)
        var kept = 0
        for draw in 0..<500 {
            let block = draw % world.store.count
            let tokens = world.corpus.body(block)
            let start = Int.random(in: 0..<tokens.count - 2, using: &random)
            let run = start..<start + 2
            let query = RecurringSpanTask.query(
                around: run, of: block, corpus: world.corpus, keepShare: 0.5, limit: 60, using: &random)
            // The query is a stretch of the block, or one with the run cut out.
            let stretches = (0...run.lowerBound).flatMap { from in
                (run.upperBound...tokens.count).map { (tokens[from..<run.lowerBound], tokens[run.upperBound..<$0]) }
            }
            let isWhole = stretches.contains { Array($0 + tokens[run] + $1) == query }
            let isCut = stretches.contains { Array($0 + $1) == query }
            #expect(isWhole || isCut)
            #expect(!query.isEmpty && query.count <= 60)
            if isWhole { kept += 1 }
        }
        #expect((180...320).contains(kept))
    }

    @Test func aQueryIsNotLongerThanTheEmbedderReads() throws {
        let world = try TinyWorld()
        var random = SeededGenerator(seed: 2)
        for _ in 0..<50 {
            let query = RecurringSpanTask.query(
                around: 2..<4, of: 0, corpus: world.corpus, keepShare: 1, limit: 6, using: &random)
            #expect(query.count <= 6)
        }
    }

    @Test func aStepTellsPassagesApart() throws {
        let world = try TinyWorld(blockTokens: 24)
        let task = try RecurringSpanTask(
            embedder: world.embedder(), corpus: world.corpus, configuration: world.configuration)
        var losses: [Float] = []
        let figures = try task.takeStep(0) { losses.append(try $0.scalar()) }
        #expect(losses.count == 1 && losses[0].isFinite && losses[0] > 0)
        #expect(figures.map(\.0) == ["accuracy", "tokens"])
        var again: [Float] = []
        _ = try task.takeStep(0) { again.append(try $0.scalar()) }
        #expect(again == losses)
    }

    @Test func documentsOfOnePassageTeachNothing() throws {
        let world = try TinyWorld([
            Document(title: "Albury", text: "Albury is a town on the river Wend."),
            Document(title: "Calder", text: "Calder is a town on the river Tille."),
        ])
        let problem = #expect(throws: TrainingProblem.self) {
            try RecurringSpanTask(embedder: world.embedder(), corpus: world.corpus, configuration: world.configuration)
        }
        #expect(
            problem?.description == "nothing to learn from in recurring-spans: fewer than two documents of the corpus "
                + "have two passages that share a rare run of words; add documents, or take smaller blocks "
                + "(corpus.blockTokens)")
    }
}
