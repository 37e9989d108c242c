import Corpora
import Evaluation
import Foundation
import Learning
import LearningTestSupport
import Testing
import VectorSearch
import Wordpieces

@Suite struct ZeroShotProbeTests {
    @Test func recallIsTheShareOfQuestionsWithAnAnswerAmongTheFirstBlocks() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try IndexSnapshot.publish(world.embedder(), vocabulary: world.vocabulary, step: 0, run: run)
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64)
        let snapshot = try #require(try IndexSnapshot.current(run))
        let questions = TinyTexts.questions.map { Question($0.text, answers: [$0.answer]) }
        // Those that cannot be judged are not asked.
        let more = questions + [Question("Who?", answers: []), Question("", answers: ["Albury"])]
        let figures = try ZeroShotProbe(more, tokenizer: world.tokenizer)
            .figures(snapshot, corpus: world.corpus, queryTokens: 48, threads: 1)
        let finder = PassageFinder(
            corpus: world.corpus, embedder: snapshot.embedder, index: snapshot.generation.index, lexical: nil,
            queryTokens: 48, threads: 1, denseWeight: 1)
        let found = try finder.passages(
            for: questions.map { .init(text: $0.text, tokens: world.tokenizer.ids(of: $0.text)) }, count: 20,
            from: .dense)
        for (name, value) in figures {
            let rank = try #require(
                [("probe.recall@1", 1), ("probe.recall@5", 5), ("probe.recall@20", 20)]
                    .first { $0.0 == name }?.1)
            let hits = zip(questions, found).count { question, hits in
                hits.prefix(rank).contains { world.store.text(of: $0.id).contains(question.answers[0]) }
            }
            #expect(value == Double(hits) / Double(questions.count), "\(name)")
        }
        #expect(figures.count == 3 && figures[2].1 > 0)
    }

    @Test func withoutQuestionsThereIsNothingToSay() throws {
        let world = try TinyWorld()
        let run = RunFolder(world.folder("run"))
        try IndexSnapshot.publish(world.embedder(), vocabulary: world.vocabulary, step: 0, run: run)
        try IndexRefresh.refresh(run: run, store: world.store, documentTokens: 64)
        let snapshot = try #require(try IndexSnapshot.current(run))
        #expect(
            try ZeroShotProbe([], tokenizer: world.tokenizer)
                .figures(snapshot, corpus: world.corpus, queryTokens: 48, threads: 1).isEmpty)
    }

    @Test func eachNewIndexIsAsked() throws {
        let world = try TinyWorld()
        var configuration = world.configuration
        configuration.embedder.start = try world.startFolder().path
        configuration.encoder.start = configuration.embedder.start
        try WarmStart.trainEmbedder(world.inputs("embedder", configuration), vocabulary: world.vocabulary)
        try WarmStart.trainEncoder(world.inputs("encoder", configuration), vocabulary: world.vocabulary)
        try Pretraining.train(
            world.inputs("run", configuration), embedder: ModelBundle(opening: world.folder("embedder")),
            encoder: ModelBundle(opening: world.folder("encoder")), refresher: nil,
            probe: TinyTexts.questions.map { Question($0.text, answers: [$0.answer]) })
        let lines = try MetricsLog.lines(of: world.folder("run/metrics.jsonl"))
        #expect(lines.filter { $0.values["probe.recall@5"] != nil }.map(\.step) == [1, 2, 4, 6, 8])
    }
}
