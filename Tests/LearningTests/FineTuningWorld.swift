import Corpora
import Foundation
import Learning
import LearningTestSupport
import Realm
import Tensors
import Testing
import VectorSearch
import Wordpieces

/// What fine-tuning needs of a tiny world.
extension TinyWorld {
    var run: RunFolder { RunFolder(folder("run")) }

    /// A finder over an index of its own, made by new weights.
    func finder() throws -> PassageFinder {
        let embedder = try embedder()
        let run = RunFolder(folder("index \(UUID().uuidString)"))
        try IndexSnapshot.publish(embedder, vocabulary: vocabulary, step: 0, run: run)
        try IndexRefresh.refresh(run: run, store: store, documentTokens: 64)
        let generation = try #require(try GenerationFolder(run.index).current())
        return PassageFinder(
            corpus: corpus, embedder: embedder, index: generation.index, lexical: nil, queryTokens: 48, threads: 1,
            denseWeight: 0.5)
    }

    func question(_ text: String, _ answers: [String]) -> TrainingQuestion {
        TrainingQuestion(
            text: text, tokens: tokenizer.ids(of: text), answers: answers.map(tokenizer.ids(of:)), written: answers)
    }

    func fineTuning(_ change: (inout RunConfiguration) -> Void = { _ in }) -> RunConfiguration {
        var configuration = configuration
        configuration.finetune.passagesFrom = .dense
        configuration.finetune.batch = 1
        change(&configuration)
        return configuration
    }
}

extension PassageFinder {
    /// All blocks by f(x, z), best first.
    func ranked(_ question: TrainingQuestion) throws -> [Int] {
        try passages(
            for: [Question(text: question.text, tokens: question.tokens)], count: corpus.store.count, from: .dense)[0]
            .map(\.id)
    }
}

extension Module {
    func hasGradient() throws -> Bool {
        try parameters.contains { try $0.tensor.gradient()?.floats().contains { $0 != 0 } ?? false }
    }
}

extension FineTuningTask {
    /// One step: which figures were logged, its loss, and whose gradients there are.
    func oneStep() throws -> (figures: Set<String>, loss: Float?, embedder: Bool, reader: Bool) {
        var loss: Float?
        let figures = try takeStep(0) { part in
            loss = try part.scalar()
            try part.backward()
        }
        return (
            Set(figures.map(\.0)), loss, try parts[0].model.module.hasGradient(),
            try parts[1].model.module.hasGradient()
        )
    }

    /// What a step logs, by name.
    func figures() throws -> [String: Double] {
        Dictionary(try takeStep(0) { try $0.backward() }, uniquingKeysWith: { first, _ in first })
    }

    /// What is read for a question.
    func contexts(of question: TrainingQuestion, _ finder: PassageFinder) throws -> [PassageContext] {
        let asked = PassageFinder.Question(text: question.text, tokens: question.tokens)
        return try found(for: [question], vectors: finder.embeddings(of: [asked])).contexts[0]
    }
}
