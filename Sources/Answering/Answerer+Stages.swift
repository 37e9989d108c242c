import Corpora
public import Learning
import Realm
import VectorSearch

/// Answering in two steps, for callers that show the passages while the reader still works.
extension Answerer {
    /// Questions with what will be read for them.
    public struct Found: Sendable {
        /// What will be read for each question, best first.
        public let passages: [[Passage]]
        /// How long it took to get here; nothing was read yet.
        public let times: StageTimes
        /// The blocks that each passage is read with, its own among them, by question and passage.
        public var blocks: [[Range<Int>]] { contexts.map { $0.map(\.blocks) } }
        let questions: [PassageFinder.Question]
        let contexts: [[PassageContext]]
        let relevance: [[Float]]
        /// The best passages as they would be read, as many as were asked for beside those that are.
        let ranked: [[PassageContext]]
    }

    /// How long each step took for all questions of a batch together.
    public struct StageTimes: Sendable, Equatable {
        public var tokenise = Duration.zero
        /// Embed(x) of the questions.
        public var embed = Duration.zero
        public var search = Duration.zero
        public var read = Duration.zero
    }

    /// Whether there is a reader, so that questions can be answered and not only searched for.
    public var canAnswer: Bool { answers != nil }

    /// The most word pieces of a question.
    public var questionLimit: Int { configuration.reader.questionTokens - 2 }

    /// Refuses a question that cannot be asked.
    public func check(_ text: String) throws(QuestionProblem) { _ = try question(text) }

    /// Finds what will be read for questions.
    /// - Parameter passages: how many passages are read for each; the run's own number when nil.
    /// - Throws: `QuestionProblem` when one is empty or too long, `TrainingProblem` when there is no reader.
    public func find(
        _ texts: [String], passages: Int? = nil, from source: FinetuneSettings.PassageSource? = nil
    ) throws -> Found {
        let clock = ContinuousClock()
        let started = clock.now
        let questions = try texts.map(question)
        return try find(questions, passages: passages, from: source, tokenised: clock.now - started)
    }

    /// - Parameter ranking: how many passages are wanted for each question to look at, beside those that are read.
    func find(
        _ questions: [PassageFinder.Question], passages: Int?, from source: FinetuneSettings.PassageSource?,
        ranking: Int = 0, tokenised: Duration = .zero
    ) throws -> Found {
        guard let answers else {
            throw TrainingProblem.mismatch(
                reason: "the model has no reader, so it can search but not answer; run `pyramidion finetune`")
        }
        let clock = ContinuousClock()
        let started = clock.now
        let vectors = try finder.embeddings(of: questions)
        let embedded = clock.now
        let wanted = passages ?? configuration.reader.passages
        let hits = try finder.passages(
            for: questions, vectors: vectors, count: answers.depth(for: max(wanted, ranking)),
            from: source ?? defaultSource)
        func contexts(_ count: Int) -> [[PassageContext]] {
            zip(questions, hits).map { question, hits in
                answers.contexts(
                    hits.prefix(answers.depth(for: count)).map(\.id), for: question.tokens, count: count)
            }
        }
        let read = contexts(wanted)
        let relevance = finder.relevance(of: read.map { $0.map(\.block) }, vectors: vectors)
        let found = questions.indices.map { number in
            let scores = Dictionary(hits[number].map { ($0.id, $0.score) }, uniquingKeysWith: { first, _ in first })
            let blocks = read[number].map(\.block)
            return self.passages(blocks, scores: blocks.map { scores[$0] ?? 0 }, relevance: relevance[number])
        }
        let times = StageTimes(tokenise: tokenised, embed: embedded - started, search: clock.now - embedded)
        return Found(
            passages: found, times: times, questions: questions, contexts: read, relevance: relevance,
            ranked: ranking == 0 ? [] : contexts(ranking))
    }

    /// Reads what was found, for all questions together.
    /// - Parameter count: how many answers to each question are wanted at most.
    /// - Returns: the answers to each question, most probable first.
    public func read(_ found: Found, count: Int) throws -> [[Response.Answer]] {
        guard let answers else { return found.questions.map { _ in [] } }
        let readings = found.questions.indices.map { number in
            AnswerFinder.Reading(
                question: found.questions[number].tokens, contexts: found.contexts[number],
                relevance: found.relevance[number])
        }
        return zip(try answers.answers(to: readings, count: count), found.contexts).map { answers, contexts in
            answers.map { Response.Answer($0, contexts: contexts, store: store) }
        }
    }

    /// The blocks whose vectors are nearest to a block's own, by inner product; the score is that product.
    public func neighbours(of block: Int, count: Int) throws -> [Passage] {
        let vector = Array(finder.index.vector(block))
        let hits = try finder.index.search(
            vector, count: count, excluding: { _, id in id == block }, threads: configuration.engine.workers)[0]
        return passages(hits.map(\.id), scores: hits.map(\.score), relevance: hits.map(\.score))
    }

    /// Turns texts into vectors with this model's embedder.
    public var embedder: TextEmbedder {
        TextEmbedder(
            finder.embedder, tokenizer: tokenizer, layout: finder.corpus.layout, settings: configuration.embedder,
            blockTokens: store.blockTokens)
    }
}
