import DurableFiles
import Evaluation
import Foundation
import ModelFiles
import Realm
import Tensors
import VectorSearch
import Wordpieces

/// Keeps the model that answers most dev questions exactly, by what `finetune.evaluateBy` says: the texts of its answers, as
/// they are scored in the end, or their spans, by which the released fine-tuning chooses.
///
/// How many they are and at which step stands in the run's memory, so that a run that goes on chooses as one that was
/// never ended.
struct BestModel {
    let run: RunFolder
    let questions: [TrainingQuestion]
    let configuration: RunConfiguration

    private static let correct = "bestCorrect"
    private static let step = "bestStep"

    /// Questions that are searched for together.
    private static let batch = 8

    private var folder: URL { run.url.appending(path: "best") }

    /// Answers the dev questions when it is time, and at the end; keeps the model if it is better than all before.
    func measure(
        after step: Int, of steps: Int, _ finder: PassageFinder, _ reader: SpanReader, _ memory: inout [String: Int]
    ) throws -> [(String, Double)] {
        guard step == steps || step.isMultiple(of: configuration.finetune.evaluateEvery) else { return [] }
        let (texts, spans) = try correctAnswers(finder, reader)
        let correct =
            switch configuration.finetune.evaluateBy {
            case .exactMatch: texts
            case .spanExactMatch: spans
            }
        if correct > memory[Self.correct] ?? -1 {
            let place = folder.appending(path: RunFolder.name(ofStep: step))
            try DurableFolder.publish(place, replacing: ModelBundle.kind) { folder in
                try ModelBundle.write(finder.embedder, in: folder)
                try ModelBundle.write(reader, in: folder)
                try finder.corpus.vocabulary.write(to: folder.appending(path: "vocab.txt"))
            }
            memory[Self.correct] = correct
            memory[Self.step] = step
            try prune(step)
        }
        let count = Double(questions.count)
        return [("dev.exactMatch", Double(texts) / count), ("dev.spanExactMatch", Double(spans) / count)]
    }

    /// Removes models that neither this process nor one that goes on from the newest checkpoint will ask for.
    private func prune(_ best: Int) throws {
        let checkpointed = try Checkpoint.memory(of: run)?[Self.step] ?? best
        for step in RunFolder.steps(in: folder) where step < min(best, checkpointed) {
            try? FileManager.default.removeItem(at: folder.appending(path: RunFolder.name(ofStep: step)))
        }
    }

    /// Gives the parts the values of the best model, if that is not what they have.
    func restore(_ parts: [TrainedPart], _ memory: [String: Int]) throws {
        guard let step = memory[Self.step] else { return }
        let folder = folder.appending(path: RunFolder.name(ofStep: step))
        try DurableFolder.verify(folder, thoroughly: true)
        for part in parts {
            let file = try SafeTensorsFile(reading: folder.appending(path: "\(part.model.name)/model.safetensors"))
            for (name, tensor) in part.model.module.parameters { try tensor.assign(from: file.tensor(named: name)) }
        }
    }

    /// How many of the questions are answered with the text of a reference, and how many with its word pieces.
    private func correctAnswers(_ finder: PassageFinder, _ reader: SpanReader) throws -> (texts: Int, spans: Int) {
        let answers = AnswerFinder(corpus: finder.corpus, reader: reader, settings: configuration.reader)
        let count = configuration.reader.passages
        var (texts, spans) = (0, 0)
        for start in stride(from: 0, to: questions.count, by: Self.batch) {
            let own = questions[start..<min(questions.count, start + Self.batch)]
            let asked = own.map { PassageFinder.Question(text: $0.text, tokens: $0.tokens) }
            let vectors = try finder.embeddings(of: asked)
            let hits = try finder.passages(
                for: asked, vectors: vectors, count: answers.depth(for: count),
                from: configuration.finetune.passagesFrom)
            let contexts = zip(asked, hits).map { question, hits in
                answers.contexts(hits.map(\.id), for: question.tokens, count: count)
            }
            let relevance = finder.relevance(of: contexts.map { $0.map(\.block) }, vectors: vectors)
            let readings = asked.indices.map {
                AnswerFinder.Reading(question: asked[$0].tokens, contexts: contexts[$0], relevance: relevance[$0])
            }
            let found = try answers.answers(to: readings, count: 1)
            for (question, answers) in zip(own, found) {
                guard let best = answers.first else { continue }
                if AnswerScore(best.text, references: question.written).exactMatch == 1 { texts += 1 }
                let pieces = finder.corpus.body(best.block)[best.tokens]
                if question.answers.contains(where: { pieces.elementsEqual($0) }) { spans += 1 }
            }
        }
        return (texts, spans)
    }
}
